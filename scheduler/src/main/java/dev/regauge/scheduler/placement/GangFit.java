package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.Ground.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds hosts of one pool for a gang, or says with numbers what is missing. */
final class GangFit {
    private final Fleet fleet;
    private final Supposition.@Nullable Grounds supposed;

    /** On the fleet as it is. */
    GangFit(Fleet fleet) {
        this(fleet, null);
    }

    GangFit(Fleet fleet, Supposition.@Nullable Grounds supposed) {
        this.fleet = fleet;
        this.supposed = supposed;
    }

    /** Who asks and what is closed to it. */
    record Asker(JobRequest job, Map<String, Instant> refusedUntil, Instant now, boolean maySpendSpares) {
        boolean excludes(Host host) {
            return job.excludedHosts().contains(host.node());
        }

        boolean refusedBy(Host host) {
            Instant until = refusedUntil.get(host.node());
            return until != null && now.isBefore(until);
        }

        /** Whatever the host is otherwise, this job does not get it. */
        boolean closed(Host host) {
            return excludes(host) || refusedBy(host);
        }

        /** Would do for a member of the variant if nobody had it. */
        boolean couldUse(Host host, VariantOffer variant) {
            return host.chips() == variant.chipsPerHost() && host.healthy() && !closed(host);
        }

        /** Nothing sets this job apart from others that want the same. */
        boolean plain() {
            return job.survivors() == null && job.excludedHosts().isEmpty() && refusedUntil.isEmpty();
        }

        /** Hosts on which members of the failed attempt live: held, but open to this job. */
        List<Berth> livingOn(Fleet fleet) {
            Survivors survivors = job.survivors();
            return survivors == null
                    ? List.of()
                    : survivors.hosts().stream()
                            .flatMap(Optional::stream)
                            .map(fleet::berth)
                            .filter(Objects::nonNull)
                            .toList();
        }

        /** Healthy hosts of this pool and size that are closed to this job. */
        List<Berth> closedHosts(Fleet fleet, Pool pool, int chips) {
            Set<String> nodes = new HashSet<>(job.excludedHosts());
            nodes.addAll(refusedUntil.keySet());
            return nodes.stream()
                    .map(fleet::berth)
                    .filter(Objects::nonNull)
                    .filter(b -> b.host().pool().equals(pool.name()) && b.host().chips() == chips)
                    .filter(b -> b.host().healthy() && closed(b.host()))
                    .toList();
        }

        int spares(Pool pool) {
            return maySpendSpares ? 0 : pool.spares();
        }
    }

    sealed interface Fit {
        record Room(Pool pool, List<Host> hostsInRankOrder, boolean oneDomain) implements Fit {}

        /** {@code couldFree}: hosts that would do exist, but somebody has them now. */
        record NoRoom(Reason reason, boolean couldFree) implements Fit {}
    }

    /** Cheap, and never wrong with a no: whether enough hosts are free in some pool, however they lie. */
    boolean mayFit(VariantOffer variant) {
        for (Pool pool : fleet.poolsOf(variant.profile())) {
            if (fleet.free(pool, variant.chipsPerHost()) >= variant.hosts()) {
                return true;
            }
        }
        return false;
    }

    /** Whether there would be room if all other jobs left and nobody fell ill. */
    boolean couldEverFit(VariantOffer variant, Asker asker) {
        return fleet.poolsOf(variant.profile()).stream()
                .anyMatch(pool -> new Shortage(fleet, pool, variant, asker).couldFree());
    }

    Fit fit(VariantOffer variant, Asker asker) {
        return fit(variant, asker, _ -> true);
    }

    /** Only in pools that are {@code open} to the asker. */
    Fit fit(VariantOffer variant, Asker asker, Predicate<Pool> open) {
        List<Pool> pools = fleet.poolsOf(variant.profile());
        if (pools.isEmpty()) {
            return new Fit.NoRoom(
                    new Reason(WaitReason.NoPool, variant.name() + " needs a pool of profile " + variant.profile()),
                    false);
        }
        Fit.Room room = room(variant, asker, open);
        return room != null
                ? room
                : pools.stream()
                        .map(pool -> open.test(pool) ? shortage(pool, variant, asker) : kept(pool))
                        .max(Comparator.comparingInt(GangFit::nearness))
                        .orElseThrow();
    }

    private static Fit.NoRoom kept(Pool pool) {
        return new Fit.NoRoom(
                new Reason(WaitReason.Reserved, "pool " + pool.name() + " is kept for another job"), true);
    }

    /** As {@link #fit}, without the reasons: null = no room. */
    Fit.@Nullable Room room(VariantOffer variant, Asker asker, Predicate<Pool> open) {
        for (Pool pool : fleet.poolsOf(variant.profile())) {
            Fit.Room room = open.test(pool) ? room(pool, variant, asker) : null;
            if (room != null) {
                return room;
            }
        }
        return null;
    }

    Fit.@Nullable Room room(Pool pool, VariantOffer variant, Asker asker) {
        return roomIn(pool, variant, asker, List.of());
    }

    /** Of several pools without room the one that comes nearest to room is spoken of. */
    private static int nearness(Fit.NoRoom miss) {
        return miss.couldFree() ? 2 : miss.reason().code() == WaitReason.TooLargeForPools ? 0 : 1;
    }

    /** As {@link #fit}, but survivors keep their slots and the lost ones are filled from the same pool; a slice keeps as many hosts as it can. */
    Fit refit(VariantOffer variant, Survivors survivors, Asker asker) {
        List<Berth> living = asker.livingOn(fleet);
        Pool pool =
                living.isEmpty() ? null : fleet.pool(living.getFirst().host().pool());
        boolean here = pool != null
                && survivors.hosts().size() == variant.hosts()
                && pool.profile().equals(variant.profile())
                && living.stream().allMatch(b -> b.host().pool().equals(pool.name()));
        if (!here || pool == null) {
            return fit(variant, asker);
        }
        if (variant.slice() != null) {
            Fit.Room again = roomIn(pool, variant, asker, bySlot(survivors));
            return again == null ? fit(variant, asker) : again;
        }
        boolean allUsable =
                living.size() == survivors.living() && living.stream().allMatch(b -> asker.couldUse(b.host(), variant));
        return allUsable ? filled(pool, variant, survivors, asker) : fit(variant, asker);
    }

    private List<@Nullable Berth> bySlot(Survivors survivors) {
        List<@Nullable Berth> slots = new ArrayList<>();
        survivors.hosts().forEach(slot -> slots.add(slot.map(fleet::berth).orElse(null)));
        return slots;
    }

    private Fit filled(Pool pool, VariantOffer variant, Survivors survivors, Asker asker) {
        List<Berth> living = asker.livingOn(fleet);
        Row row = (Row) view(pool, variant, asker).copy();
        living.forEach(b -> row.set(b, false));
        int missing = variant.hosts() - living.size();
        List<Host> fresh = missing == 0 ? List.of() : row.chooseNear(missing, living);
        if (fresh.size() < missing) {
            return shortage(pool, variant, asker);
        }
        List<Host> hosts = new ArrayList<>();
        int next = 0;
        for (Berth slot : bySlot(survivors)) {
            hosts.add(slot == null ? fresh.get(next++) : slot.host());
        }
        return new Fit.Room(pool, hosts, false);
    }

    private Fit.@Nullable Room roomIn(Pool pool, VariantOffer variant, Asker asker, List<@Nullable Berth> before) {
        Ground ground = view(pool, variant, asker);
        List<Host> hosts = ground.choose(new Wish(variant, asker.spares(pool), before));
        if (hosts.isEmpty()) {
            return null;
        }
        boolean oneDomain = ground instanceof Slices || (ground instanceof Row row && row.tight(hosts));
        return new Fit.Room(pool, hosts, oneDomain);
    }

    private Fit.NoRoom shortage(Pool pool, VariantOffer variant, Asker asker) {
        return new Shortage(fleet, pool, variant, asker).on(view(pool, variant, asker));
    }

    /** The ground as it is for this job: its survivors' hosts are open, and what refused it is closed. */
    private Ground view(Pool pool, VariantOffer variant, Asker asker) {
        Ground ground = supposed == null ? fleet.ground(pool, variant) : supposed.of(pool, variant);
        if (asker.plain()) {
            return ground;
        }
        Ground own = ground.copy();
        for (Berth berth : asker.livingOn(fleet)) {
            boolean only = fleet.onlyHeldBy(asker.job().job(), berth.host().node());
            if (ground.holds(berth) && berth.host().healthy() && only) {
                own.set(berth, true);
            }
        }
        for (Berth berth : asker.closedHosts(fleet, pool, variant.chipsPerHost())) {
            if (ground.holds(berth)) {
                own.set(berth, false);
            }
        }
        return own;
    }
}
