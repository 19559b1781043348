package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.Candidates.Next;
import dev.regauge.scheduler.placement.Turn.Verdict;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Line;
import dev.regauge.scheduler.placement.queue.LineKey;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One batch worked to its end: jobs of failed attempts, then what queues are guaranteed, then everybody in turn until the next one of each kind of host
 * has no room and hosts are kept for it, then whoever delays nobody. Afterwards nothing that may start has room.
 */
final class Round {
    private final Facts facts;
    private final GangFit gangFit;
    private final Claims claims;
    private final Instant now;
    private final Reservations reservations;
    private final Candidates candidates;
    private final List<Decision> decisions = new ArrayList<>();

    Round(Facts facts, GangFit gangFit, Claims claims, Instant now) {
        this.claims = claims;
        this.facts = facts;
        this.gangFit = gangFit;
        this.now = now;
        this.reservations = new Reservations(facts, now);
        this.candidates = new Candidates(facts, reservations, now);
    }

    List<Decision> decisions() {
        return decisions;
    }

    Reservations reservations() {
        return reservations;
    }

    void play() {
        recover();
        serveGuarantees();
        do {
            serveInTurn();
            takeTurns();
        } while (fillUp());
    }

    private void recover() {
        for (Waiting job : List.copyOf(facts.waiting.recovering())) {
            if (verdict(job, Gate.OPEN) instanceof Verdict.Go go) {
                start(job, go);
            } else if (!patient(job) && !claim(job, Entitlement.Guaranteed) && !claim(job, Entitlement.HigherBand)) {
                reservations.reserveFor(job, Set.of());
            }
        }
    }

    /** Whether the job waits for hosts of its own variant, which may come back any moment. */
    private boolean patient(Waiting job) {
        return verdict(job, Gate.OPEN) instanceof Verdict.No no && no.until().isPresent();
    }

    /** What stays within a queue's guarantee goes before everything that does not. */
    private void serveGuarantees() {
        if (facts.guaranteeing.isEmpty()) {
            return;
        }
        List<Line> lines = new ArrayList<>();
        facts.waiting.lines().forEach(line -> {
            if (facts.guaranteeing.contains(line.queue())) {
                lines.add(line);
            }
        });
        for (Line line : lines) {
            Queue queue = facts.queue(line.queue());
            Next next = queue == null ? null : candidates.guaranteed(line, queue, true);
            while (queue != null && next != null) {
                attempt(next, new Guarantee(next.job().job(), facts, candidates.shutKinds(next.job())));
                next = candidates.guaranteed(line, queue, true);
            }
        }
        candidates.forgetTried();
        lines.forEach(this::claimGuaranteed);
        candidates.forgetTried();
    }

    /** What has no room gets it made. */
    private void claimGuaranteed(Line line) {
        Queue queue = Objects.requireNonNull(facts.queue(line.queue()));
        Next next = candidates.guaranteed(line, queue, false);
        while (next != null) {
            if (!claim(next.job(), Entitlement.Guaranteed)) {
                candidates.skip(next, true);
            }
            next = candidates.guaranteed(line, queue, false);
        }
    }

    private boolean mayPushOut(Waiting job) {
        return job.band() > facts.lowestBand();
    }

    private boolean claim(Waiting job, Entitlement entitlement) {
        if (facts.runs.all().isEmpty() || (entitlement == Entitlement.HigherBand && !mayPushOut(job))) {
            return false;
        }
        Set<Lane.Kind> shut = candidates.shutKinds(job);
        decisions.addAll(claims.make(
                job,
                entitlement,
                (pool, offer) -> !shut.contains(Lane.Kind.of(offer))
                        && (entitlement == Entitlement.Turn
                                ? reservations.permitting(pool, offer, job)
                                : reservations.open(offer)),
                now));
        return claims.claimants().contains(job.ref());
    }

    /** In strict order, until in each kind of host somebody is blocked. */
    private void serveInTurn() {
        Next next = candidates.firstInTurn();
        while (next != null) {
            Waiting job = next.job();
            boolean served = starts(job, reservations.inTurn(gate(job))) || claim(job, Entitlement.HigherBand);
            if (!served && reservations.reserveFor(job, candidates.shutKinds(job))) {
                candidates.tried(job);
            } else if (!served) {
                candidates.skip(next, mayPushOut(job));
            }
            next = candidates.firstInTurn();
        }
        candidates.forgetTried();
    }

    /** Where jobs take turns, whoever comes before running ones of its line gets their chips. */
    private void takeTurns() {
        NavigableSet<LineKey> stirred = facts.turns.stirred();
        NavigableSet<LineKey> keys = new TreeSet<>(stirred);
        for (Reservation reservation : reservations.all()) {
            LineKey key = facts.turns.line(reservation.holder());
            if (key != null) {
                keys.add(key);
            }
        }
        for (LineKey key : keys) {
            Line line = facts.waiting.line(key);
            if (line != null) {
                // what time alone changes is seen when the line's time comes
                takeTurns(line, stirred.contains(key) ? facts.turns.mostToGo(key, now) : Double.NEGATIVE_INFINITY);
            }
        }
        candidates.forgetTried();
    }

    /** {@code mostToGo}: who comes after that finds nobody who makes room. */
    private void takeTurns(Line line, double mostToGo) {
        Predicate<Waiting> yieldedTo = job -> job.seniority() < mostToGo && facts.turns.anyYields(job.ref(), now);
        BitSet hopeful = candidates.hopeful(line, mostToGo, yieldedTo);
        Next next = candidates.next(line, hopeful);
        while (next != null) {
            Waiting job = next.job();
            if (starts(job, gate(job)) || (yieldedTo.test(job) && claim(job, Entitlement.Turn))) {
                hopeful = candidates.hopeful(line, mostToGo, yieldedTo);
            } else {
                candidates.skip(next, true);
            }
            next = candidates.next(line, hopeful);
        }
    }

    private boolean starts(Waiting job, Gate gate) {
        if (mayFit(job) && verdict(job, gate) instanceof Verdict.Go go) {
            start(job, go);
            return true;
        }
        return false;
    }

    /** Whoever fits without delaying those for whom hosts are kept. True = one of those did, so that the next ones in turn have to be found. */
    private boolean fillUp() {
        Next next = candidates.firstThatFits();
        while (next != null) {
            if (attempt(next, gate(next.job()))
                    && reservations.release(next.job().ref())) {
                candidates.forgetTried();
                return true;
            }
            next = candidates.firstThatFits();
        }
        candidates.forgetTried();
        return false;
    }

    /** Cheap, and never wrong with a no. */
    private boolean mayFit(Waiting job) {
        return !job.plain() || job.offers().stream().anyMatch(gangFit::mayFit);
    }

    private boolean attempt(Next next, Gate gate) {
        boolean started = starts(next.job(), gate);
        if (!started) {
            candidates.skip(next, false);
        }
        return started;
    }

    Gate gate(Waiting job) {
        return reservations.gate(job, candidates.shutKinds(job), facts.waiting.overdueBefore(job));
    }

    Verdict verdict(Waiting job, Gate gate) {
        Queue queue = facts.queue(job.job().queue());
        Optional<Reason> refusal = Admission.refusal(job.job(), queue);
        if (refusal.isPresent() || queue == null) {
            return new Verdict.No(refusal.stream().toList(), Optional.empty());
        }
        return new Turn(queue, facts.asker(job.job(), now), gangFit, facts.use::of, Gate.leaving(job, gate)).verdict();
    }

    void start(Waiting job, Verdict.Go go) {
        Run.Kind kind = new Run.Kind(go.place().pool(), go.variant().chipsPerHost());
        reservations.started(
                kind, go.variant().hosts(), Lane.length(go.variant(), job.job().remainingSteps()));
        facts.promise(job.job(), go.place(), go.variant().chipsPerHost(), now);
        decisions.add(go.place());
    }
}
