package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pools and hosts as last seen, and who has their chips. */
final class Fleet {
    /** Rank order of hosts: by topology, the widest domain first; numbers inside the values count as numbers ({@code rack-2} before {@code rack-10}). */
    static final Comparator<Host> RANK_ORDER = (a, b) -> {
        int shared = Math.min(a.topology().size(), b.topology().size());
        for (int i = 0; i < shared; i++) {
            int byDomain =
                    NaturalOrder.compare(a.topology().get(i), b.topology().get(i));
            if (byDomain != 0) {
                return byDomain;
            }
        }
        int byDepth = Integer.compare(a.topology().size(), b.topology().size());
        return byDepth != 0 ? byDepth : NaturalOrder.compare(a.node(), b.node());
    };

    private final SortedMap<String, Pool> pools = new TreeMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final Map<String, SortedMap<String, Host>> byPool = new HashMap<>();
    final Holdings holdings = new Holdings();

    void see(Pool pool) {
        pools.put(pool.name(), pool);
    }

    void forgetPool(String name) {
        pools.remove(name);
    }

    void see(Host host) {
        forgetHost(host.node());
        hosts.put(host.node(), host);
        byPool.computeIfAbsent(host.pool(), _ -> new TreeMap<>()).put(host.node(), host);
    }

    void forgetHost(String node) {
        Host known = hosts.remove(node);
        if (known != null) {
            SortedMap<String, Host> siblings = byPool.get(known.pool());
            if (siblings != null) {
                siblings.remove(node);
            }
        }
    }

    @Nullable
    Host host(String node) {
        return hosts.get(node);
    }

    @Nullable
    Pool pool(String name) {
        return pools.get(name);
    }

    /** Cheapest first, so that equal rooms are taken where they cost least. */
    List<Pool> poolsOf(String profile) {
        return pools.values().stream()
                .filter(pool -> pool.profile().equals(profile))
                .sorted(Comparator.comparingDouble(Pool::usdPerChipHour).thenComparing(Pool::name))
                .toList();
    }

    List<Host> hostsOf(String pool) {
        return List.copyOf(byPool.getOrDefault(pool, new TreeMap<>()).values());
    }

    /** Whether nobody but {@code job} has a chip of the host; its own chips count as free only where {@code ownIsFree}. */
    boolean wholeHostFree(Host host, JobRef job, boolean ownIsFree) {
        return holdings.taken(host.node(), ownIsFree ? job : null) == 0;
    }

    /** Chips by profile that the job has. */
    Map<String, Integer> useByProfile(JobRef job) {
        Map<String, Integer> use = new HashMap<>();
        holdings.of(job).forEach((node, chips) -> {
            Host host = hosts.get(node);
            Pool pool = host == null ? null : pools.get(host.pool());
            if (pool != null) {
                use.merge(pool.profile(), chips, Integer::sum);
            }
        });
        return use;
    }
}
