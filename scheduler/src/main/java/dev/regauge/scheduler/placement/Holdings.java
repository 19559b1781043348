package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which job has which chips of which node: what was reported as held, and what was promised by a decision that is not yet reported as held. A pod
 * that a new attempt reuses is in both and counts once.
 */
final class Holdings {
    /** A Place that has not come back as ChipsHeld. */
    record Promise(Epoch epoch, Set<String> hosts, int chipsPerHost) {
        /** {@code hosts} in rank order. */
        static Promise of(Epoch epoch, List<String> hosts, int chipsPerHost) {
            return new Promise(epoch, new LinkedHashSet<>(hosts), chipsPerHost);
        }

        int on(String node) {
            return hosts.contains(node) ? chipsPerHost : 0;
        }
    }

    private record Held(Epoch epoch, Map<String, Integer> chips) {}

    private final Map<JobRef, Held> held = new HashMap<>();
    private final Map<JobRef, Promise> promised = new HashMap<>();
    private final Map<String, SortedMap<JobRef, Integer>> byNode = new HashMap<>();

    /** All that change something return the nodes concerned. */
    Set<String> hold(JobRef job, Epoch epoch, Map<String, Integer> chips) {
        return change(job, new Held(epoch, chips), keepLater(promised.get(job), epoch));
    }

    Set<String> promise(JobRef job, Promise promise) {
        return change(job, held.get(job), promise);
    }

    Set<String> breakPromise(JobRef job) {
        return change(job, held.get(job), null);
    }

    Set<String> free(JobRef job) {
        return change(job, null, null);
    }

    /** Whether {@code epoch} of the job has its chips, reported or promised. */
    boolean has(JobRef job, Epoch epoch) {
        Held reported = held.get(job);
        Promise promise = promised.get(job);
        return (reported != null && !epoch.after(reported.epoch()))
                || (promise != null && !epoch.after(promise.epoch()));
    }

    @Nullable
    Promise promiseOf(JobRef job) {
        return promised.get(job);
    }

    /** Chips by node that the job has, reported or promised. */
    Map<String, Integer> of(JobRef job) {
        return union(held.get(job), promised.get(job));
    }

    /** Whether none but these jobs have chips of the node. */
    boolean onlyHeldBy(Set<JobRef> jobs, String node) {
        SortedMap<JobRef, Integer> holders = byNode.get(node);
        return holders == null || jobs.containsAll(holders.keySet());
    }

    private static @Nullable Promise keepLater(@Nullable Promise promise, Epoch held) {
        return promise != null && promise.epoch().after(held) ? promise : null;
    }

    private Set<String> change(JobRef job, @Nullable Held reported, @Nullable Promise promise) {
        Set<String> nodes = new LinkedHashSet<>(of(job).keySet());
        for (String node : nodes) {
            SortedMap<JobRef, Integer> jobs = byNode.get(node);
            if (jobs != null) {
                jobs.remove(job);
                if (jobs.isEmpty()) {
                    byNode.remove(node);
                }
            }
        }
        put(held, job, reported);
        put(promised, job, promise);
        of(job).forEach((node, chips) -> {
            byNode.computeIfAbsent(node, _ -> new TreeMap<>()).put(job, chips);
            nodes.add(node);
        });
        return nodes;
    }

    boolean anyOn(String node) {
        return byNode.containsKey(node);
    }

    Set<JobRef> on(String node) {
        SortedMap<JobRef, Integer> jobs = byNode.get(node);
        return jobs == null ? Set.of() : Set.copyOf(jobs.keySet());
    }

    Set<JobRef> holders() {
        Set<JobRef> holders = new HashSet<>(held.keySet());
        holders.addAll(promised.keySet());
        return holders;
    }

    private static <V> void put(Map<JobRef, V> map, JobRef job, @Nullable V value) {
        if (value == null) {
            map.remove(job);
        } else {
            map.put(job, value);
        }
    }

    private static Map<String, Integer> union(@Nullable Held reported, @Nullable Promise promise) {
        Map<String, Integer> union = new LinkedHashMap<>(reported == null ? Map.of() : reported.chips());
        if (promise != null) {
            promise.hosts().forEach(node -> union.merge(node, promise.chipsPerHost(), Math::max));
        }
        return union;
    }
}
