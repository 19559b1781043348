package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Lanes;
import dev.regauge.scheduler.placement.queue.Line;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Who may be looked at next. Jobs are found by the lanes in which something may be possible, so that those without hope cost nothing. */
final class Candidates {
    /** A job whose turn it may be, and the lanes by which it was found. */
    record Next(Line line, Waiting job, BitSet lanes) {}

    private final Facts facts;
    private final Reservations reservations;
    private final Instant now;
    private final Lanes lanes;

    /** Had no room in this part of the round, so they have none. */
    private final Set<JobRef> tried = new HashSet<>();

    private final BitSet triedLanes = new BitSet();
    /** By line, where what one line may claim another one may not. */
    private final Map<Line, BitSet> triedLanesOf = new HashMap<>();

    Candidates(Facts facts, Reservations reservations, Instant now) {
        this.facts = facts;
        this.reservations = reservations;
        this.now = now;
        this.lanes = facts.waiting.lanes();
    }

    // who is next

    /** The first of all in kinds of hosts that are not kept for somebody who came before. */
    @Nullable
    Next firstInTurn() {
        BitSet open = new BitSet();
        lanes.byKind().forEach((kind, ofKind) -> {
            if (!reservations.has(kind)) {
                open.or(ofKind);
            }
        });
        open.andNot(triedLanes);
        return first(open);
    }

    /** The first of all that may fit beside what is kept for others. */
    @Nullable
    Next firstThatFits() {
        BitSet roomy = roomy(true);
        roomy.andNot(triedLanes);
        return first(roomy);
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

    /** The line's first job that stays within what its queue is guaranteed; {@code roomy}: for which there may be room as it is. */
    @Nullable
    Next guaranteed(Line line, Queue queue, boolean roomy) {
        return next(line, within(queue, roomy ? roomy(false) : line.lanes(), Queue.Share::guaranteed, 0));
    }

    /** The line's first job that may go by one of these lanes. */
    @Nullable
    Next next(Line line, BitSet among) {
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

    // which lanes have hope

    /** Lanes of the line in which there may be room, or a job is {@code yieldedTo}, which none is that has not less seniority than {@code mostToGo}. */
    BitSet hopeful(Line line, double mostToGo, Predicate<Waiting> yieldedTo) {
        BitSet hopeful = roomy(false);
        hopeful.and(line.lanes());
        BitSet all = line.lanes();
        for (int lane = all.nextSetBit(0); lane >= 0; lane = all.nextSetBit(lane + 1)) {
            if (!line.mayHaveLess(lane, mostToGo)) {
                continue;
            }
            for (Waiting job : line.in(lane)) {
                boolean yielded = yieldedTo.test(job);
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

    /** Lanes for which enough hosts are free in some pool, however they lie; {@code unreserved}: also beside what is kept. */
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

    /** Those lanes in which one more start stays within the queue's {@code bound}. */
    private BitSet within(Queue queue, BitSet among, ToIntFunction<Queue.Share> bound, int unlisted) {
        BitSet within = (BitSet) among.clone();
        for (int lane = within.nextSetBit(0); lane >= 0; lane = within.nextSetBit(lane + 1)) {
            Lane at = lanes.lane(lane);
            Queue.Share share = queue.shares().get(at.profile());
            long most = share == null ? unlisted : bound.applyAsInt(share);
            if (facts.use.of(queue.name(), at.profile()) + (long) at.chips() > most) {
                within.clear(lane);
            }
        }
        return within;
    }

    // who is not

    void tried(Waiting job) {
        tried.add(job.ref());
    }

    /** What has no room for one plain job has none for any other in the same lanes. */
    void skip(Next next, boolean onlyInLine) {
        tried(next.job());
        if (next.job().plain()) {
            BitSet without = facts.waiting.lanesOf(next.job().ref());
            without.and(next.lanes());
            (onlyInLine ? triedLanesOf.computeIfAbsent(next.line(), _ -> new BitSet()) : triedLanes).or(without);
        }
    }

    void forgetTried() {
        tried.clear();
        triedLanes.clear();
        triedLanesOf.clear();
    }

    /** Kinds of hosts from which a job of its line that has waited too long keeps it. */
    Set<Lane.Kind> shutKinds(Waiting job) {
        Waiting overdue = job.recovers() ? null : facts.waiting.overdueBefore(job);
        return overdue == null ? Set.of() : blockedBy(overdue);
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
}
