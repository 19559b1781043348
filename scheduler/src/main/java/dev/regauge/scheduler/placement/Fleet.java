package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Pools and hosts as last seen, who has their chips, and an index of the hosts that are healthy and wholly free, kept with every change so that no
 * question walks over all hosts.
 */
final class Fleet {
    /** Domains value by value; numbers inside the values count as numbers ({@code rack-2} before {@code rack-10}). */
    private static final Comparator<List<String>> DOMAINS = (a, b) -> {
        int shared = Math.min(a.size(), b.size());
        for (int i = 0; i < shared; i++) {
            int byValue = NaturalOrder.compare(a.get(i), b.get(i));
            if (byValue != 0) {
                return byValue;
            }
        }
        return Integer.compare(a.size(), b.size());
    };

    /** Rank order of hosts: by topology, the widest domain first. */
    static final Comparator<Host> RANK_ORDER = (a, b) -> {
        int byDomain = DOMAINS.compare(a.topology(), b.topology());
        return byDomain != 0 ? byDomain : NaturalOrder.compare(a.node(), b.node());
    };

    /** Hosts of one pool with so many chips. */
    private record Kind(String pool, int chips) {}

    /** Hosts of a kind: how many, how many of them unhealthy, and the free ones by domain. */
    private static final class Stock {
        private int hosts;
        private int unhealthy;
        private int free;
        private final NavigableMap<List<String>, NavigableSet<Host>> freeByDomain = new TreeMap<>(DOMAINS);
    }

    private final SortedMap<String, Pool> pools = new TreeMap<>();
    private final Map<String, List<Pool>> poolsByProfile = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final Map<String, SortedMap<String, Host>> byPool = new HashMap<>();
    private final Map<Kind, Stock> stocks = new HashMap<>();
    private final Map<String, Host> freeNow = new HashMap<>();
    private final Map<String, Integer> freeByPool = new HashMap<>();
    private final Holdings holdings = new Holdings();
    private final Set<String> roomierProfiles = new HashSet<>();

    // what changes

    void see(Pool pool) {
        pools.put(pool.name(), pool);
        poolsByProfile.clear();
        roomierProfiles.add(pool.profile());
    }

    void forgetPool(String name) {
        pools.remove(name);
        poolsByProfile.clear();
    }

    void see(Host host) {
        forgetHost(host.node());
        hosts.put(host.node(), host);
        byPool.computeIfAbsent(host.pool(), _ -> new TreeMap<>()).put(host.node(), host);
        Stock stock = stock(host);
        stock.hosts++;
        stock.unhealthy += host.healthy() ? 0 : 1;
        refresh(host.node());
        // a host that is back on its feet may serve the members that live on it, though it is not free
        roomier(host);
    }

    void forgetHost(String node) {
        Host known = hosts.remove(node);
        if (known != null) {
            SortedMap<String, Host> siblings = byPool.get(known.pool());
            if (siblings != null) {
                siblings.remove(node);
            }
            Stock stock = stock(known);
            stock.hosts--;
            stock.unhealthy -= known.healthy() ? 0 : 1;
            refresh(node);
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

    /** Profiles in which something may have become possible since the last call. */
    Set<String> takeRoomierProfiles() {
        Set<String> taken = Set.copyOf(roomierProfiles);
        roomierProfiles.clear();
        return taken;
    }

    private void refresh(String node) {
        Host was = freeNow.remove(node);
        if (was != null) {
            Stock stock = stock(was);
            stock.free--;
            freeByPool.merge(was.pool(), -1, Integer::sum);
            NavigableSet<Host> domain = stock.freeByDomain.get(was.topology());
            if (domain != null) {
                domain.remove(was);
                if (domain.isEmpty()) {
                    stock.freeByDomain.remove(was.topology());
                }
            }
        }
        Host host = hosts.get(node);
        if (host != null && host.healthy() && !holdings.anyOn(node)) {
            freeNow.put(node, host);
            Stock stock = stock(host);
            stock.free++;
            freeByPool.merge(host.pool(), 1, Integer::sum);
            stock.freeByDomain
                    .computeIfAbsent(host.topology(), _ -> new TreeSet<>(RANK_ORDER))
                    .add(host);
            if (was == null) {
                roomier(host);
            }
        }
    }

    private void roomier(Host host) {
        Pool pool = pools.get(host.pool());
        if (pool != null) {
            roomierProfiles.add(pool.profile());
        }
    }

    private Stock stock(Host host) {
        return stocks.computeIfAbsent(new Kind(host.pool(), host.chips()), _ -> new Stock());
    }

    private @Nullable Stock stock(Pool pool, int chips) {
        return stocks.get(new Kind(pool.name(), chips));
    }

    // what is asked

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
        return poolsByProfile.computeIfAbsent(profile, wanted -> pools.values().stream()
                .filter(pool -> pool.profile().equals(wanted))
                .sorted(Comparator.comparingDouble(Pool::usdPerChipHour).thenComparing(Pool::name))
                .toList());
    }

    Collection<Host> hostsOf(String pool) {
        return byPool.getOrDefault(pool, new TreeMap<>()).values();
    }

    int count(Pool pool, int chips) {
        Stock stock = stock(pool, chips);
        return stock == null ? 0 : stock.hosts;
    }

    int unhealthy(Pool pool, int chips) {
        Stock stock = stock(pool, chips);
        return stock == null ? 0 : stock.unhealthy;
    }

    int free(Pool pool, int chips) {
        Stock stock = stock(pool, chips);
        return stock == null ? 0 : stock.free;
    }

    boolean anyFree(String profile) {
        for (Pool pool : poolsOf(profile)) {
            if (freeByPool.getOrDefault(pool.name(), 0) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Free hosts in rank order, by their narrowest domain. */
    Collection<NavigableSet<Host>> freeDomains(Pool pool, int chips) {
        Stock stock = stock(pool, chips);
        return stock == null ? List.of() : stock.freeByDomain.values();
    }

    List<Host> freeHosts(Pool pool, int chips) {
        List<Host> free = new ArrayList<>();
        freeDomains(pool, chips).forEach(free::addAll);
        return free;
    }

    /** Whether nobody but {@code job} has a chip of the host; its own chips count as free only where {@code ownIsFree}. */
    boolean wholeHostFree(Host host, JobRef job, boolean ownIsFree) {
        return holdings.taken(host.node(), ownIsFree ? job : null) == 0;
    }

    boolean has(JobRef job, Epoch epoch) {
        return holdings.has(job, epoch);
    }

    Holdings.@Nullable Promise promiseOf(JobRef job) {
        return holdings.promiseOf(job);
    }

    Set<JobRef> holdersOn(String node) {
        return holdings.on(node);
    }

    Set<JobRef> holders() {
        return holdings.holders();
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
