package dev.regauge.scheduler.placement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds whole hosts of one pool for a gang, or says with numbers what is missing. */
final class GangFit {
    private final Fleet fleet;

    GangFit(Fleet fleet) {
        this.fleet = fleet;
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

        /** Nothing sets this job apart from others that want the same. */
        boolean plain() {
            return job.survivors() == null && job.excludedHosts().isEmpty() && refusedUntil.isEmpty();
        }

        List<Host> livingOn(Fleet fleet) {
            Survivors survivors = job.survivors();
            return survivors == null
                    ? List.of()
                    : survivors.hosts().stream()
                            .flatMap(Optional::stream)
                            .map(fleet::host)
                            .filter(Objects::nonNull)
                            .toList();
        }

        /** Healthy hosts of the kind that are closed to this job. */
        int closedHosts(Fleet fleet, Pool pool, int chips) {
            Set<String> nodes = new HashSet<>(job.excludedHosts());
            nodes.addAll(refusedUntil.keySet());
            int closed = 0;
            for (String node : nodes) {
                Host host = fleet.host(node);
                boolean ofKind =
                        host != null && host.pool().equals(pool.name()) && host.chips() == chips && host.healthy();
                closed += ofKind && host != null && (excludes(host) || refusedBy(host)) ? 1 : 0;
            }
            return closed;
        }

        boolean survivesOn(Host host) {
            Survivors survivors = job.survivors();
            return survivors != null && survivors.hosts().contains(Optional.of(host.node()));
        }
    }

    sealed interface Fit {
        record Room(Pool pool, List<Host> hostsInRankOrder, boolean oneDomain) implements Fit {}

        /** {@code couldFree}: hosts that would do exist, but somebody has them now. */
        record NoRoom(Reason reason, boolean couldFree) implements Fit {}
    }

    Fit fit(VariantOffer variant, Asker asker) {
        List<Pool> pools = fleet.poolsOf(variant.profile());
        if (pools.isEmpty()) {
            return new Fit.NoRoom(
                    new Reason(WaitReason.NoPool, variant.name() + " needs a pool of profile " + variant.profile()),
                    false);
        }
        List<Fit.NoRoom> misses = new ArrayList<>();
        for (Pool pool : pools) {
            switch (fitIn(pool, variant, asker)) {
                case Fit.Room room -> {
                    return room;
                }
                case Fit.NoRoom miss -> misses.add(miss);
            }
        }
        return misses.stream().max(Comparator.comparingInt(GangFit::nearness)).orElseThrow();
    }

    /** Of several pools without room the one that comes nearest to room is spoken of. */
    private static int nearness(Fit.NoRoom miss) {
        return miss.couldFree() ? 2 : miss.reason().code() == WaitReason.TooLargeForPools ? 0 : 1;
    }

    /** Keeps the survivors in their slots and fills the lost ones from the same pool. */
    Fit refit(VariantOffer variant, Survivors survivors, Asker asker) {
        List<Host> living = new ArrayList<>();
        for (Optional<String> slot : survivors.hosts()) {
            Host host = slot.map(fleet::host).orElse(null);
            if (host != null && usable(host, variant, asker)) {
                living.add(host);
            }
        }
        Pool pool = living.isEmpty() ? null : fleet.pool(living.getFirst().pool());
        boolean slotsMatch = survivors.hosts().size() == variant.hosts() && living.size() == survivors.living();
        if (pool == null
                || variant.slice() != null
                || !slotsMatch
                || living.stream().anyMatch(h -> !h.pool().equals(pool.name()))) {
            return fit(variant, asker);
        }
        List<Host> fresh = freeHosts(pool, variant, asker).stream()
                .filter(h -> !living.contains(h))
                .toList();
        int missing = variant.hosts() - living.size();
        if (fresh.size() < missing) {
            return noRoom(pool, variant, asker);
        }
        return new Fit.Room(pool, merged(survivors, nearest(fresh, missing).iterator()::next), false);
    }

    private interface Source {
        Host next();
    }

    private List<Host> merged(Survivors survivors, Source fresh) {
        List<Host> hosts = new ArrayList<>();
        for (Optional<String> slot : survivors.hosts()) {
            Host living = slot.map(fleet::host).orElse(null);
            hosts.add(living == null ? fresh.next() : living);
        }
        return hosts;
    }

    private Fit fitIn(Pool pool, VariantOffer variant, Asker asker) {
        return variant.slice() == null
                ? hostsIn(pool, variant, asker)
                : fixedSliceIn(pool, variant, variant.slice(), asker);
    }

    private Fit hostsIn(Pool pool, VariantOffer variant, Asker asker) {
        int kept = asker.maySpendSpares() ? 0 : pool.spares();
        if (asker.plain()) {
            if (fleet.free(pool, variant.chipsPerHost()) - kept < variant.hosts()) {
                return noRoom(pool, variant, asker);
            }
            List<Host> together = inOneDomain(fleet.freeDomains(pool, variant.chipsPerHost()), variant.hosts());
            if (!together.isEmpty()) {
                return new Fit.Room(
                        pool, together, !together.getFirst().topology().isEmpty());
            }
        }
        List<Host> free = freeHosts(pool, variant, asker);
        if (free.size() - kept < variant.hosts()) {
            return noRoom(pool, variant, asker);
        }
        List<Host> chosen = nearest(free, variant.hosts());
        boolean oneDomain = !chosen.getFirst().topology().isEmpty()
                && chosen.stream()
                        .allMatch(h -> h.topology().equals(chosen.getFirst().topology()));
        return new Fit.Room(pool, chosen, oneDomain);
    }

    /** Slices are the provider's: all hosts of one, or none. */
    private Fit fixedSliceIn(Pool pool, VariantOffer variant, String shape, Asker asker) {
        Map<String, List<Host>> slices = new TreeMap<>(NaturalOrder::compare);
        for (Host host : fleet.hostsOf(pool.name())) {
            if (host.slice() != null && host.slice().shape().equals(shape)) {
                slices.computeIfAbsent(host.slice().name(), _ -> new ArrayList<>())
                        .add(host);
            }
        }
        int broken = 0;
        int busy = 0;
        for (List<Host> slice : slices.values()) {
            if (slice.size() != variant.hosts() || !slice.stream().allMatch(h -> usable(h, variant, asker))) {
                broken++;
            } else if (slice.stream()
                    .allMatch(h -> fleet.wholeHostFree(h, asker.job().job(), asker.survivesOn(h)))) {
                return new Fit.Room(
                        pool, slice.stream().sorted(Fleet.RANK_ORDER).toList(), true);
            } else {
                busy++;
            }
        }
        return new Fit.NoRoom(
                new Reason(
                        WaitReason.NoFreeSlice,
                        variant.name() + " needs a " + shape + " slice; pool " + pool.name() + " has " + slices.size()
                                + ": " + busy + " in use, " + broken + " incomplete or closed to this job"),
                busy > 0);
    }

    /** The least roomy narrowest domain that holds all; empty = none does, or domains are not equally deep. */
    private static List<Host> inOneDomain(Collection<NavigableSet<Host>> domains, int count) {
        NavigableSet<Host> tightest = null;
        int depth = -1;
        for (NavigableSet<Host> domain : domains) {
            int here = domain.first().topology().size();
            if (depth >= 0 && here != depth) {
                return List.of();
            }
            depth = here;
            if (domain.size() >= count && (tightest == null || domain.size() < tightest.size())) {
                tightest = domain;
            }
        }
        return tightest == null ? List.of() : tightest.stream().limit(count).toList();
    }

    /** In rank order. */
    private List<Host> freeHosts(Pool pool, VariantOffer variant, Asker asker) {
        List<Host> free = new ArrayList<>(fleet.freeHosts(pool, variant.chipsPerHost()));
        if (asker.plain()) {
            return free;
        }
        free.removeIf(h -> !usable(h, variant, asker));
        for (Host own : asker.livingOn(fleet)) {
            boolean here = own.pool().equals(pool.name()) && usable(own, variant, asker) && !free.contains(own);
            if (here && fleet.wholeHostFree(own, asker.job().job(), true)) {
                free.add(own);
            }
        }
        free.sort(Fleet.RANK_ORDER);
        return free;
    }

    private static boolean usable(Host host, VariantOffer variant, Asker asker) {
        return host.chips() == variant.chipsPerHost()
                && host.healthy()
                && !asker.excludes(host)
                && !asker.refusedBy(host);
    }

    private Fit noRoom(Pool pool, VariantOffer variant, Asker asker) {
        int hosts = fleet.count(pool, variant.chipsPerHost());
        int unhealthy = fleet.unhealthy(pool, variant.chipsPerHost());
        int refused = asker.closedHosts(fleet, pool, variant.chipsPerHost());
        int free = asker.plain()
                ? fleet.free(pool, variant.chipsPerHost())
                : freeHosts(pool, variant, asker).size();
        int kept = asker.maySpendSpares() ? 0 : pool.spares();
        String counts = variant.name() + " needs " + variant.hosts() + " hosts of " + variant.chipsPerHost()
                + " chips; pool " + pool.name()
                + " has " + hosts + ": " + free + " free" + (kept > 0 ? " (" + kept + " kept as spares)" : "")
                + ", " + (hosts - free - unhealthy - refused) + " in use, " + unhealthy + " unhealthy, "
                + refused + " closed to this job";
        int reachable = hosts - unhealthy - refused - kept;
        WaitReason reason = hosts < variant.hosts()
                ? WaitReason.TooLargeForPools
                : reachable >= variant.hosts()
                        ? WaitReason.NotEnoughChips
                        : unhealthy > 0
                                ? WaitReason.HostsUnhealthy
                                : refused > 0 ? WaitReason.PlacementRefused : WaitReason.NotEnoughChips;
        return new Fit.NoRoom(new Reason(reason, counts), reachable >= variant.hosts());
    }

    /**
     * The hosts of the tightest domain that holds all, the least roomy one first so that large rooms stay whole; hosts of no common domain otherwise.
     *
     * @param free in rank order, and so is the answer
     */
    private static List<Host> nearest(List<Host> free, int count) {
        if (count == 0) {
            return List.of();
        }
        int depth = free.stream().mapToInt(h -> h.topology().size()).min().orElse(0);
        for (int level = depth; level >= 0; level--) {
            Map<List<String>, List<Host>> domains = new LinkedHashMap<>();
            for (Host host : free) {
                domains.computeIfAbsent(host.topology().subList(0, level), _ -> new ArrayList<>())
                        .add(host);
            }
            List<Host> tightest = null;
            for (List<Host> domain : domains.values()) {
                if (domain.size() >= count && (tightest == null || domain.size() < tightest.size())) {
                    tightest = domain;
                }
            }
            if (tightest != null) {
                return List.copyOf(tightest.subList(0, count));
            }
        }
        throw new IllegalStateException("asked for " + count + " of " + free.size() + " hosts");
    }
}
