package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.Turn.Verdict;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Lanes;
import dev.regauge.scheduler.placement.queue.Line;
import dev.regauge.scheduler.placement.queue.LineKey;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One batch worked to its end: jobs of failed attempts, then what queues are guaranteed, then everybody in turn until the next one of each kind of host
 * has no room and hosts are kept for it, then whoever delays nobody. Afterwards nothing that may start has room.
 */
final class Round {
    /** A job whose turn it may be, and the lanes by which it was found. */
    private record Next(Line line, Waiting job, BitSet lanes) {}

    private final Facts facts;
    private final GangFit gangFit;
    private final Claims claims;
    private final Instant now;
    private final Lanes lanes;
    private final Reservations reservations;
    private final List<Decision> decisions = new ArrayList<>();
    /** Had no room in this part of the round, so they have none. */
    private final Set<JobRef> tried = new HashSet<>();

    private final BitSet triedLanes = new BitSet();
    /** By line, where what one line may claim another one may not. */
    private final Map<Line, BitSet> triedLanesOf = new HashMap<>();

    Round(Facts facts, GangFit gangFit, Claims claims, Instant now) {
        this.claims = claims;
        this.facts = facts;
        this.gangFit = gangFit;
        this.now = now;
        this.lanes = facts.waiting.lanes();
        this.reservations = new Reservations(facts, now);
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
            Next next = queue == null ? null : nextGuaranteed(line, queue);
            while (queue != null && next != null) {
                attempt(next, new Guarantee(next.job().job(), facts, shutKinds(next.job())));
                next = nextGuaranteed(line, queue);
            }
        }
        forgetTried();
        lines.forEach(this::claimGuaranteed);
        forgetTried();
    }

    /** What has no room gets it made. */
    private void claimGuaranteed(Line line) {
        Queue queue = Objects.requireNonNull(facts.queue(line.queue()));
        Next next = next(line, within(queue, line.lanes(), Queue.Share::guaranteed, 0));
        while (next != null) {
            if (!claim(next.job(), Entitlement.Guaranteed)) {
                skip(next, true);
            }
            next = next(line, within(queue, line.lanes(), Queue.Share::guaranteed, 0));
        }
    }

    private boolean mayPushOut(Waiting job) {
        return job.band() > facts.lowestBand();
    }

    private boolean claim(Waiting job, Entitlement entitlement) {
        if (facts.runs.all().isEmpty() || (entitlement == Entitlement.HigherBand && !mayPushOut(job))) {
            return false;
        }
        Set<Lane.Kind> shut = shutKinds(job);
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

    private @Nullable Next nextGuaranteed(Line line, Queue queue) {
        return next(line, within(queue, roomy(false), Queue.Share::guaranteed, 0));
    }

    /** In strict order, until in each kind of host somebody is blocked. */
    private void serveInTurn() {
        Next next = firstInTurn();
        while (next != null) {
            Waiting job = next.job();
            boolean served = starts(job, reservations.inTurn(gate(job))) || claim(job, Entitlement.HigherBand);
            if (!served && reservations.reserveFor(job, shutKinds(job))) {
                tried.add(job.ref());
            } else if (!served) {
                skip(next, mayPushOut(job));
            }
            next = firstInTurn();
        }
        forgetTried();
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
        forgetTried();
    }

    /** {@code mostToGo}: who comes after that finds nobody who makes room. */
    private void takeTurns(Line line, double mostToGo) {
        BitSet hopeful = hopeful(line, mostToGo);
        Next next = next(line, hopeful);
        while (next != null) {
            Waiting job = next.job();
            if (starts(job, gate(job)) || (anyYields(job, mostToGo) && claim(job, Entitlement.Turn))) {
                hopeful = hopeful(line, mostToGo);
            } else {
                skip(next, true);
            }
            next = next(line, hopeful);
        }
    }

    private boolean anyYields(Waiting job, double mostToGo) {
        return job.seniority() < mostToGo && facts.turns.anyYields(job.ref(), now);
    }

    /** Lanes in which there may be room, or somebody might make it. */
    private BitSet hopeful(Line line, double mostToGo) {
        BitSet hopeful = roomy(false);
        hopeful.and(line.lanes());
        BitSet all = line.lanes();
        for (int lane = all.nextSetBit(0); lane >= 0; lane = all.nextSetBit(lane + 1)) {
            for (Waiting job : line.in(lane)) {
                boolean yielded = anyYields(job, mostToGo);
                if (yielded) {
                    hopeful.set(lane);
                }
                if (yielded || job.plain()) {
                    break;
                }
            }
        }
        return hopeful;
    }

    private boolean starts(Waiting job, Gate gate) {
        if (mayFit(job) && verdict(job, gate) instanceof Verdict.Go go) {
            start(job, go);
            return true;
        }
        return false;
    }

    private @Nullable Next firstInTurn() {
        BitSet open = new BitSet();
        lanes.byKind().forEach((kind, ofKind) -> {
            if (!reservations.has(kind)) {
                open.or(ofKind);
            }
        });
        open.andNot(triedLanes);
        return first(open);
    }

    private @Nullable Next first(BitSet among) {
        if (among.isEmpty()) {
            return null;
        }
        for (Line line : facts.waiting.lines()) {
            Next next = next(line, among);
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /** Whoever fits without delaying those for whom hosts are kept. True = one of those did, so that the next ones in turn have to be found. */
    private boolean fillUp() {
        Next next = first(roomy(true));
        while (next != null) {
            if (attempt(next, gate(next.job()))
                    && reservations.release(next.job().ref())) {
                forgetTried();
                return true;
            }
            BitSet roomy = roomy(true);
            roomy.andNot(triedLanes);
            next = first(roomy);
        }
        forgetTried();
        return false;
    }

    private void forgetTried() {
        tried.clear();
        triedLanes.clear();
        triedLanesOf.clear();
    }

    /** The line's first job that may go by one of these lanes. */
    private @Nullable Next next(Line line, BitSet among) {
        if (!line.lanes().intersects(among)) {
            return null;
        }
        BitSet open = (BitSet) line.lanes().clone();
        open.and(among);
        open.andNot(triedLanes);
        open.andNot(triedLanesOf.getOrDefault(line, new BitSet()));
        Queue queue = facts.queue(line.queue());
        if (queue != null && !queue.shares().isEmpty()) {
            open = within(queue, open, Queue.Share::maximum, Queue.Share.UNLIMITED);
        }
        Waiting job = line.first(open, tried);
        Waiting overdue = line.first();
        if (job != null && overdue.overdue() && !job.equals(overdue)) {
            for (Lane.Kind kind : blockedBy(overdue)) {
                open.andNot(lanes.byKind().getOrDefault(kind, new BitSet()));
            }
            job = line.first(open, tried);
        }
        return job == null ? null : new Next(line, job, open);
    }

    private interface Bound {
        int of(Queue.Share share);
    }

    /** Those lanes in which one more start stays within the queue's bound. */
    private BitSet within(Queue queue, BitSet among, Bound bound, int unlisted) {
        BitSet within = (BitSet) among.clone();
        for (int lane = within.nextSetBit(0); lane >= 0; lane = within.nextSetBit(lane + 1)) {
            Lane at = lanes.lane(lane);
            Queue.Share share = queue.shares().get(at.profile());
            long most = share == null ? unlisted : bound.of(share);
            if (facts.use.of(queue.name(), at.profile()) + (long) at.chips() > most) {
                within.clear(lane);
            }
        }
        return within;
    }

    /** Kinds of hosts that a job which has waited too long keeps the others of its line from, so that they do not use up what its queue may have. */
    private Set<Lane.Kind> blockedBy(Waiting overdue) {
        Set<Lane.Kind> kinds = new HashSet<>();
        if (facts.turns.line(overdue.ref()) != null) {
            // the others of its line make room for it
            return kinds;
        }
        Queue queue = facts.queue(overdue.job().queue());
        for (VariantOffer offer : overdue.offers()) {
            Queue.Share share = queue == null ? null : queue.shares().get(offer.profile());
            if ((share == null || offer.chips() <= share.maximum()) && reservations.couldEver(offer)) {
                kinds.add(Lane.Kind.of(offer));
            }
        }
        return kinds;
    }

    /** Lanes for which enough hosts are free in some pool, however they lie. */
    private BitSet roomy(boolean unreserved) {
        BitSet roomy = new BitSet();
        for (Map.Entry<Lane.Kind, BitSet> entry : lanes.byKind().entrySet()) {
            int chips = entry.getKey().chipsPerHost();
            for (Pool pool : facts.fleet.poolsOf(entry.getKey().profile())) {
                int free = facts.fleet.free(pool, chips) - pool.spares();
                Reservation kept = unreserved ? reservations.on(pool, chips) : null;
                BitSet ofKind = entry.getValue();
                for (int lane = ofKind.nextSetBit(0); free > 0 && lane >= 0; lane = ofKind.nextSetBit(lane + 1)) {
                    Lane at = lanes.lane(lane);
                    if (at.hosts() <= free && (kept == null || kept.permits(at, now))) {
                        roomy.set(lane);
                    }
                }
            }
        }
        return roomy;
    }

    /** Cheap, and never wrong with a no. */
    private boolean mayFit(Waiting job) {
        return !job.plain() || job.offers().stream().anyMatch(gangFit::mayFit);
    }

    private boolean attempt(Next next, Gate gate) {
        boolean started = starts(next.job(), gate);
        if (!started) {
            skip(next, false);
        }
        return started;
    }

    /** What has no room for one plain job has none for any other in the same lanes. */
    private void skip(Next next, boolean onlyInLine) {
        tried.add(next.job().ref());
        if (next.job().plain()) {
            BitSet without = facts.waiting.lanesOf(next.job().ref());
            without.and(next.lanes());
            (onlyInLine ? triedLanesOf.computeIfAbsent(next.line(), _ -> new BitSet()) : triedLanes).or(without);
        }
    }

    Gate gate(Waiting job) {
        return reservations.gate(job, shutKinds(job), facts.waiting.overdueBefore(job));
    }

    /** Kinds of hosts from which a job of its line that has waited too long keeps it. */
    private Set<Lane.Kind> shutKinds(Waiting job) {
        Waiting overdue = job.job().survivors() == null ? facts.waiting.overdueBefore(job) : null;
        return overdue == null ? Set.of() : blockedBy(overdue);
    }

    Verdict verdict(Waiting job, Gate gate) {
        Queue queue = facts.queue(job.job().queue());
        Optional<Reason> refusal = Admission.refusal(job.job(), queue);
        if (refusal.isPresent() || queue == null) {
            return new Verdict.No(refusal.stream().toList(), Optional.empty());
        }
        return new Turn(queue, facts.asker(job.job(), now), gangFit, facts.use::of, gate).verdict();
    }

    void start(Waiting job, Verdict.Go go) {
        Run.Kind kind = new Run.Kind(go.place().pool(), go.variant().chipsPerHost());
        reservations.started(
                kind, go.variant().hosts(), Lane.length(go.variant(), job.job().remainingSteps()));
        facts.promise(job.job(), go.place(), go.variant().chipsPerHost(), now);
        decisions.add(go.place());
    }
}
