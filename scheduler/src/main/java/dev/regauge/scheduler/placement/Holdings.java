package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which job has which chips of which node: what was reported as held, and what was promised by a decision that is not yet reported as held. A pod
 * that a new attempt reuses is in both and counts once.
 */
final class Holdings {
    /** A Place that has not come back as ChipsHeld. */
    record Promise(Epoch epoch, Map<String, Integer> chips) {
        static Promise of(Epoch epoch, List<String> hosts, int chipsPerHost) {
            Map<String, Integer> chips = LinkedHashMap.newLinkedHashMap(hosts.size());
            hosts.forEach(node -> chips.put(node, chipsPerHost));
            return new Promise(epoch, chips);
        }

        int on(String node) {
            return chips.getOrDefault(node, 0);
        }
    }

    private record Held(Epoch epoch, Map<String, Integer> chips) {}

    /** {@code chips}: by node, reported or promised. */
    private record Holding(
            @Nullable Held reported, @Nullable Promise promise, Map<String, Integer> chips) {
        static final Holding NONE = new Holding(null, null, Map.of());

        static Holding of(@Nullable Held reported, @Nullable Promise promise) {
            if (reported == null || promise == null) {
                return new Holding(
                        reported,
                        promise,
                        reported != null ? reported.chips() : promise != null ? promise.chips() : Map.of());
            }
            Map<String, Integer> union = new LinkedHashMap<>(reported.chips());
            promise.chips().forEach((node, chips) -> union.merge(node, chips, Math::max));
            return new Holding(reported, promise, union);
        }
    }

    private final Map<JobRef, Holding> byJob = new HashMap<>();
    /** Who has chips of the node: each once, and nearly always one. */
    private final Map<String, List<JobRef>> byNode = new HashMap<>();

    /** All that change something return the nodes of which the job has something now, or nothing any more. */
    Set<String> hold(JobRef job, Epoch epoch, Map<String, Integer> chips) {
        return change(job, new Held(epoch, chips), keepLater(promiseOf(job), epoch));
    }

    Set<String> promise(JobRef job, Promise promise) {
        return change(job, holding(job).reported(), promise);
    }

    Set<String> breakPromise(JobRef job) {
        return change(job, holding(job).reported(), null);
    }

    Set<String> free(JobRef job) {
        return change(job, null, null);
    }

    private Holding holding(JobRef job) {
        return byJob.getOrDefault(job, Holding.NONE);
    }

    /** Whether {@code epoch} of the job has its chips, reported or promised. */
    boolean has(JobRef job, Epoch epoch) {
        Holding holding = holding(job);
        Held reported = holding.reported();
        Promise promise = holding.promise();
        return (reported != null && !epoch.after(reported.epoch()))
                || (promise != null && !epoch.after(promise.epoch()));
    }

    @Nullable
    Promise promiseOf(JobRef job) {
        return holding(job).promise();
    }

    /** Chips by node that the job has, reported or promised. Not to be changed. */
    Map<String, Integer> of(JobRef job) {
        return holding(job).chips();
    }

    /** Whether no other job has chips of the node. */
    boolean onlyHeldBy(JobRef job, String node) {
        for (JobRef holder : on(node)) {
            if (!holder.equals(job)) {
                return false;
            }
        }
        return true;
    }

    /** Whether none but these jobs have chips of the node. */
    boolean onlyHeldBy(Set<JobRef> jobs, String node) {
        return jobs.containsAll(on(node));
    }

    private static @Nullable Promise keepLater(@Nullable Promise promise, Epoch held) {
        return promise != null && promise.epoch().after(held) ? promise : null;
    }

    private Set<String> change(JobRef job, @Nullable Held reported, @Nullable Promise promise) {
        Map<String, Integer> before = of(job);
        Map<String, Integer> after;
        if (reported == null && promise == null) {
            byJob.remove(job);
            after = Map.of();
        } else {
            Holding holding = Holding.of(reported, promise);
            byJob.put(job, holding);
            after = holding.chips();
        }
        Set<String> changed = new LinkedHashSet<>();
        for (String node : before.keySet()) {
            if (!after.containsKey(node)) {
                byNode.computeIfPresent(node, (_, jobs) -> jobs.remove(job) && jobs.isEmpty() ? null : jobs);
                changed.add(node);
            }
        }
        for (String node : after.keySet()) {
            if (!before.containsKey(node)) {
                byNode.computeIfAbsent(node, _ -> new ArrayList<>(1)).add(job);
                changed.add(node);
            }
        }
        return changed;
    }

    boolean anyOn(String node) {
        return byNode.containsKey(node);
    }

    /** As it is at any time. Not to be changed. */
    Collection<JobRef> on(String node) {
        return byNode.getOrDefault(node, List.of());
    }

    Set<JobRef> holders() {
        return Set.copyOf(byJob.keySet());
    }
}
