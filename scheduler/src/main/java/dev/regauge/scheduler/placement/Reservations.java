package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hosts kept for the first of each kind that has no room. They are worked out anew in every round, from who comes first and when running jobs are expected
 * to end, so there is nothing to keep up to date and nothing to lose.
 */
final class Reservations {
    private final Facts facts;
    private final Instant now;
    private final Map<Run.Kind, Reservation> reservations = new LinkedHashMap<>();
    private final Set<Lane.Kind> kinds = new HashSet<>();

    Reservations(Facts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    boolean has(Lane.Kind kind) {
        return kinds.contains(kind);
    }

    /** Nobody who comes before waits for hosts of the kind. */
    boolean open(VariantOffer variant) {
        return !has(Lane.Kind.of(variant));
    }

    Collection<Reservation> all() {
        return reservations.values();
    }

    boolean any() {
        return !reservations.isEmpty();
    }

    @Nullable
    Reservation on(Pool pool, int chipsPerHost) {
        return reservations.isEmpty() ? null : reservations.get(new Run.Kind(pool.name(), chipsPerHost));
    }

    @Nullable
    Reservation of(JobRef holder) {
        for (Reservation reservation : reservations.values()) {
            if (reservation.holder().equals(holder)) {
                return reservation;
            }
        }
        return null;
    }

    /** The holder has started: nothing is kept for it any more. True = something was. */
    boolean release(JobRef holder) {
        Reservation held = of(holder);
        if (held == null) {
            return false;
        }
        reservations.remove(held.kind());
        kinds.removeIf(kind -> reservations.keySet().stream().noneMatch(k -> isOf(k, kind)));
        return true;
    }

    private boolean isOf(Run.Kind kind, Lane.Kind wide) {
        Pool pool = facts.fleet.pool(kind.pool());
        return pool != null && pool.profile().equals(wide.profile()) && kind.chipsPerHost() == wide.chipsPerHost();
    }

    void started(Run.Kind kind, int hosts, int length) {
        reservations.computeIfPresent(kind, (_, reservation) -> reservation.after(hosts, length, now));
    }

    /** Keeps hosts for the job where it is expected to start first. False = nowhere: no hosts that could come back would do, or are kept already. {@code shutKinds}: not for it. */
    boolean reserveFor(Waiting job, Set<Lane.Kind> shutKinds) {
        Reservation best = null;
        Lane.Kind bestKind = null;
        Asker asker = facts.asker(job.job(), now);
        for (VariantOffer offer : job.offers()) {
            Lane.Kind kind = Lane.Kind.of(offer);
            if (has(kind) || shutKinds.contains(kind) || !Entitlement.allowed(job.job(), offer, facts)) {
                continue;
            }
            for (Pool pool : facts.fleet.poolsOf(offer.profile())) {
                Reservation here = reservation(job, offer, pool, asker);
                if (here != null && (best == null || here.start().isBefore(best.start()))) {
                    best = here;
                    bestKind = kind;
                }
            }
        }
        if (best == null || bestKind == null) {
            return false;
        }
        reservations.put(best.kind(), best);
        kinds.add(bestKind);
        return true;
    }

    private @Nullable Reservation reservation(Waiting job, VariantOffer offer, Pool pool, Asker asker) {
        Run.Kind kind = new Run.Kind(pool.name(), offer.chipsPerHost());
        if (offer.slice() != null) {
            return carved(job, pool, kind);
        }
        int kept = asker.spares(pool);
        int closed = 0;
        int open = facts.fleet.free(pool, offer.chipsPerHost()) - kept;
        if (!job.plain()) {
            for (Berth berth : asker.closedHosts(facts.fleet, pool, offer.chipsPerHost())) {
                closed++;
                open -= berth.free() ? 1 : 0;
            }
            for (Berth berth : asker.livingOn(facts.fleet)) {
                open += berth.host().pool().equals(pool.name()) && berth.host().healthy() ? 1 : 0;
            }
        }
        int healthy = facts.fleet.count(pool, offer.chipsPerHost()) - facts.fleet.unhealthy(pool, offer.chipsPerHost());
        if (healthy - kept - closed < offer.hosts()) {
            return null;
        }
        Runs.Return back = facts.runs.returning(kind, offer.hosts() - open);
        if (back == null) {
            return null;
        }
        Instant start = back.at().isBefore(now) ? now : back.at();
        return new Reservation(job.ref(), kind, start, open + back.hosts() - offer.hosts(), !job.overdue(), false);
    }

    /**
     * The provider's slices of one shape are all alike, so whoever comes first gets the next one and nothing need be kept. Where slices are carved nobody
     * can tell which hosts will make one, so a job that has waited too long gets the whole pool kept.
     */
    private @Nullable Reservation carved(Waiting job, Pool pool, Run.Kind kind) {
        return pool.carving() == Carving.Fixed || !job.overdue()
                ? null
                : new Reservation(job.ref(), kind, now, 0, false, true);
    }

    /** Whether the hosts of a kind could ever be enough for it. */
    boolean couldEver(VariantOffer offer) {
        for (Pool pool : facts.fleet.poolsOf(offer.profile())) {
            int healthy =
                    facts.fleet.count(pool, offer.chipsPerHost()) - facts.fleet.unhealthy(pool, offer.chipsPerHost());
            if (healthy - pool.spares() >= offer.hosts()) {
                return true;
            }
        }
        return false;
    }

    /** The same, but only for kinds of which nobody who comes before waits for hosts. */
    Gate inTurn(Gate gate) {
        return new Gate() {
            @Override
            public boolean considers(VariantOffer variant) {
                return Reservations.this.open(variant) && gate.considers(variant);
            }

            @Override
            public boolean open(Pool pool, VariantOffer variant) {
                return gate.open(pool, variant);
            }

            @Override
            public Reason shut(Pool pool, VariantOffer variant) {
                return gate.shut(pool, variant);
            }
        };
    }

    /** {@code shutKinds}: kinds from which {@code overdue} keeps the job. */
    Gate gate(Waiting job, Set<Lane.Kind> shutKinds, @Nullable Waiting overdue) {
        return new Gate() {
            @Override
            public boolean considers(VariantOffer variant) {
                return true;
            }

            @Override
            public boolean open(Pool pool, VariantOffer variant) {
                return !shutKinds.contains(Lane.Kind.of(variant)) && permitting(pool, variant, job);
            }

            @Override
            public Reason shut(Pool pool, VariantOffer variant) {
                Reservation reservation = on(pool, variant.chipsPerHost());
                return reservation == null || permitting(pool, variant, job)
                        ? new Reason(
                                WaitReason.WaitingForTurn,
                                (overdue == null ? "another job" : overdue.ref())
                                        + " has waited too long and goes first in queue "
                                        + job.job().queue())
                        : new Reason(
                                WaitReason.Reserved,
                                "pool " + pool.name() + " has room for " + variant.name() + ", but it is kept for "
                                        + reservation.holder() + ", which comes first");
            }
        };
    }

    boolean permitting(Pool pool, VariantOffer variant, Waiting job) {
        Reservation reservation = on(pool, variant.chipsPerHost());
        return reservation == null
                || reservation.holder().equals(job.ref())
                || facts.turns.lends(reservation.holder(), job.ref())
                || reservation.permits(Lane.of(variant, job.job().remainingSteps(), job.overdue()), now);
    }
}
