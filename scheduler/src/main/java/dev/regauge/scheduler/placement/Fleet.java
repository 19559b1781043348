package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Pools and hosts as last seen, who has their chips, and grounds that know which hosts are healthy and wholly free, kept with every change so that no
 * question walks over all hosts.
 */
final class Fleet {
    private final SortedMap<String, Pool> pools = new TreeMap<>();
    private final Map<String, List<Pool>> poolsByProfile = new HashMap<>();
    private final Map<String, Berth> berths = new HashMap<>();
    /** By pool, also of pools not seen yet. */
    private final Map<String, Plot> plots = new HashMap<>();

    private final Holdings holdings = new Holdings();

    // what changes

    void see(Pool pool) {
        pools.put(pool.name(), pool);
        poolsByProfile.clear();
    }

    void forgetPool(String name) {
        pools.remove(name);
        poolsByProfile.clear();
    }

    void see(Host host) {
        Berth known = berths.get(host.node());
        if (known != null && known.staysWith(host)) {
            plot(host.pool()).seen(known, host);
        } else {
            forgetHost(host.node());
            Berth berth = new Berth(host);
            berths.put(host.node(), berth);
            plot(host.pool()).add(berth);
        }
        refresh(host.node());
    }

    void forgetHost(String node) {
        Berth known = berths.remove(node);
        if (known != null) {
            Plot plot = plot(known.host().pool());
            plot.set(known, false);
            plot.remove(known);
        }
    }

    void hold(JobRef job, Epoch epoch, Map<String, Integer> chips) {
        holdings.hold(job, epoch, chips).forEach(this::refresh);
    }

    void promise(JobRef job, Holdings.Promise promise) {
        holdings.promise(job, promise).forEach(this::refresh);
    }

    void breakPromise(JobRef job) {
        holdings.breakPromise(job).forEach(this::refresh);
    }

    void free(JobRef job) {
        holdings.free(job).forEach(this::refresh);
    }

    private void refresh(String node) {
        Berth berth = berths.get(node);
        if (berth == null) {
            return;
        }
        boolean isFree = berth.host().healthy() && !holdings.anyOn(node);
        plot(berth.host().pool()).set(berth, isFree);
    }

    private Plot plot(String pool) {
        return plots.computeIfAbsent(pool, _ -> new Plot());
    }

    // what is asked

    @Nullable
    Berth berth(String node) {
        return berths.get(node);
    }

    @Nullable
    Pool pool(String name) {
        return pools.get(name);
    }

    /** Cheapest first, so that equal rooms are taken where they cost least. */
    List<Pool> poolsOf(String profile) {
        return poolsByProfile.computeIfAbsent(profile, wanted -> pools.values().stream()
                .filter(pool -> pool.profile().equals(wanted))
                .sorted(Comparator.comparingDouble(Pool::usdPerChipHour).thenComparing(Pool::name))
                .toList());
    }

    /** Where gangs of this variant are placed in the pool. */
    Ground ground(Pool pool, VariantOffer variant) {
        Plot plot = plot(pool.name());
        if (variant.slice() == null) {
            return plot.row(variant.chipsPerHost());
        }
        return pool.carving() == Carving.Fixed ? plot.slices() : plot.seats(pool.carving());
    }

    /** The same with nobody on it: all that is healthy is free. Not to be changed. */
    Ground emptied(Pool pool, VariantOffer variant) {
        return plot(pool.name()).emptied(ground(pool, variant));
    }

    /** The same with nobody on it and nothing ill: all is free. Not to be changed. */
    Ground healed(Pool pool, VariantOffer variant) {
        return plot(pool.name()).healed(ground(pool, variant));
    }

    int count(Pool pool) {
        return plot(pool.name()).count();
    }

    int count(Pool pool, int chips) {
        return plot(pool.name()).count(chips);
    }

    int unhealthy(Pool pool, int chips) {
        return plot(pool.name()).unhealthy(chips);
    }

    int free(Pool pool, int chips) {
        return plot(pool.name()).free(chips);
    }

    int healthyChips(Pool pool) {
        return plot(pool.name()).healthyChips();
    }

    /** By profile. */
    Map<String, Long> healthyChips() {
        Map<String, Long> chips = new HashMap<>();
        for (Pool pool : pools.values()) {
            chips.merge(pool.profile(), (long) healthyChips(pool), Long::sum);
        }
        return chips;
    }

    /** Whether no other job has chips of the host. */
    boolean onlyHeldBy(JobRef job, String node) {
        return holdings.onlyHeldBy(job, node);
    }

    /** Whether none but these jobs have chips of the host. */
    boolean onlyHeldBy(Set<JobRef> jobs, String node) {
        return holdings.onlyHeldBy(jobs, node);
    }

    boolean has(JobRef job, Epoch epoch) {
        return holdings.has(job, epoch);
    }

    Holdings.@Nullable Promise promiseOf(JobRef job) {
        return holdings.promiseOf(job);
    }

    /** Whether a placement of the job has not come back as held. */
    boolean promised(JobRef job) {
        return holdings.promiseOf(job) != null;
    }

    Collection<JobRef> holdersOn(String node) {
        return holdings.on(node);
    }

    Set<JobRef> holders() {
        return holdings.holders();
    }

    /** Chips by node that the job has, reported or promised. */
    Map<String, Integer> chipsByNode(JobRef job) {
        return holdings.of(job);
    }

    /** Nodes on which the job has chips. */
    Set<String> nodesOf(JobRef job) {
        return holdings.of(job).keySet();
    }

    /** Chips by profile that the job has. */
    Map<String, Integer> useByProfile(JobRef job) {
        Map<String, Integer> use = new HashMap<>();
        holdings.of(job).forEach((node, chips) -> {
            Berth berth = berths.get(node);
            Pool pool = berth == null ? null : pools.get(berth.host().pool());
            if (pool != null) {
                use.merge(pool.profile(), chips, Integer::sum);
            }
        });
        return use;
    }
}
