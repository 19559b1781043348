package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.Turn.Verdict;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes facts in, plays a round, tells what came of it.
 *
 * <p>Nothing is scanned: what waits is kept in lanes of what a start takes, hosts by what is free, running jobs by when they end. So an event costs by what
 * it changes, not by how many jobs wait.
 */
final class WholeHostEngine implements Engine {
    /** Up to so many waiting jobs, every change of a reason's numbers is told; above, a wait is told when the job comes or changes, and in turn. */
    static final int TOLD_IN_FULL = 200;

    private final Facts facts = new Facts();
    private final GangFit gangFit = new GangFit(facts.fleet);
    private final Claims claims = new Claims(facts);
    private final Moves moves = new Moves(facts, gangFit, claims);
    private final Told told = new Told();
    private final Bulletin bulletin = new Bulletin();
    private final boolean tellsWaits;
    private @Nullable Instant wakeAt;

    WholeHostEngine(boolean tellsWaits) {
        this.tellsWaits = tellsWaits;
    }

    @Override
    public List<Decision> apply(List<Event> events, Instant now) {
        if (events.isEmpty() && (wakeAt == null || now.isBefore(wakeAt))) {
            return List.of();
        }
        wakeAt = null;
        facts.take(events, now);
        List<Decision> decisions = new ArrayList<>(claims.settle(now));
        Round round = new Round(facts, gangFit, claims, now);
        round.play();
        while (!round.decisions().isEmpty()) {
            // who started changed what its queue uses, so another one may be next, for whom other hosts are kept
            decisions.addAll(round.decisions());
            round = new Round(facts, gangFit, claims, now);
            round.play();
        }
        decisions.addAll(moves.make(round.reservations(), now));
        decisions.forEach(decision -> told.forget(decision.job()));
        for (JobRef job : claims.waiting()) {
            tell(claims.wait(job), now, decisions);
        }
        tellWaits(round, !events.isEmpty() || !decisions.isEmpty(), now, decisions);
        for (JobRef job : facts.touched()) {
            if (facts.waiting.get(job) == null && !claims.claimants().contains(job)) {
                told.forget(job);
            }
        }
        facts.endBatch();
        facts.nextExpiry().ifPresent(this::wakeBy);
        wakeBy(claims.wakeAt());
        wakeBy(facts.waiting.nextChange());
        wakeBy(facts.turns.nextLook());
        wakeBy(moves.wakeAt());
        wakeBy(bulletin.due());
        if (round.reservations().any()) {
            wakeBy(facts.runs.nextEnd());
        }
        return decisions;
    }

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }

    @Override
    public Map<String, Double> averageUse() {
        Map<String, Double> usdPerHour = new HashMap<>();
        facts.shares.averages().forEach((queue, microUsd) -> usdPerHour.put(queue, microUsd / Facts.MICRO));
        return usdPerHour;
    }

    /** Judged when all that could start has started, so that the numbers are those the reader finds. */
    private void tellWaits(Round round, boolean news, Instant now, List<Decision> decisions) {
        NavigableSet<Waiting> toTell;
        Map<JobRef, Decision.Window> starts;
        if (!tellsWaits) {
            toTell = new TreeSet<>(facts.waiting.recovering());
            starts = Map.of();
        } else if (facts.waiting.size() <= TOLD_IN_FULL) {
            bulletin.rest();
            toTell = facts.waiting.all();
            starts = new ExpectedStarts(facts, now).of(facts.waiting.inTurn());
        } else {
            toTell = facts.waiting.among(facts.touched());
            toTell.addAll(facts.waiting.recovering());
            toTell.addAll(bulletin.tell(facts, news, now));
            starts = bulletin.starts();
        }
        for (Waiting job : toTell) {
            Gate gate = job.recovers() ? Gate.OPEN : round.gate(job);
            switch (round.verdict(job, gate)) {
                case Verdict.Go go -> {
                    round.start(job, go);
                    decisions.add(go.place());
                }
                case Verdict.No(List<Reason> reasons, Optional<Instant> until) -> {
                    until.ifPresent(this::wakeBy);
                    tell(
                            new Decision.Wait(
                                    job.ref(),
                                    reasons,
                                    facts.waiting.position(job),
                                    Optional.ofNullable(starts.get(job.ref()))),
                            now,
                            decisions);
                }
            }
        }
    }

    private void tell(Decision.Wait wait, Instant now, List<Decision> decisions) {
        if (told.isNews(wait, now)) {
            decisions.add(wait);
        }
    }

    private void wakeBy(@Nullable Instant time) {
        wakeAt = time == null || (wakeAt != null && !time.isBefore(wakeAt)) ? wakeAt : time;
    }
}
