package dev.regauge.benchmarks.decisions;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.Carving;
import dev.regauge.scheduler.placement.Decision;
import dev.regauge.scheduler.placement.Engine;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.Host;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.Pool;
import dev.regauge.scheduler.placement.Queue;
import dev.regauge.scheduler.placement.Selection;
import dev.regauge.scheduler.placement.StepTime;
import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine over one pool of 8-chip nodes in scalable units and spine groups, and what the operator would know: who runs where, who waits. */
final class Scene {
    static final int CHIPS = 8;
    private static final int NODES_PER_UNIT = 32;
    private static final int UNITS_PER_SPINE = 8;
    private static final Epoch FIRST = new Epoch(1);

    private final List<Event> fleet = new ArrayList<>();
    private final Map<JobRef, JobRequest> jobs = new HashMap<>();
    private final Map<JobRef, Decision.Place> running = new LinkedHashMap<>();
    private Engine engine = Engine.create();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int submitted;

    Scene(int nodes, int tenants) {
        fleet.add(new Event.PoolSeen(new Pool("h100", "h100-sxm", 3, Carving.Fixed)));
        for (int n = 0; n < nodes; n++) {
            int unit = n / NODES_PER_UNIT;
            List<String> topology = List.of("spine-" + unit / UNITS_PER_SPINE, "unit-" + unit);
            fleet.add(new Event.HostSeen(new Host("node-" + n, "h100", CHIPS, true, topology)));
        }
        for (int t = 0; t < tenants; t++) {
            // a single tenant may have all
            Map<String, Queue.Share> shares =
                    tenants == 1 ? Map.of() : Map.of("h100-sxm", new Queue.Share(0, nodes * CHIPS / 8));
            fleet.add(new Event.QueueSeen(new Queue(tenant(t), Set.of(tenant(t)), shares, 1, 1000, null, true)));
        }
    }

    private static String tenant(int number) {
        return "tenant-" + number;
    }

    /** A new job; the engine is not told yet. */
    Event submit(int tenant, int hosts, int priority, long steps) {
        JobRef ref = new JobRef(tenant(tenant), "job-" + submitted, "uid-" + submitted);
        submitted++;
        now = now.plusMillis(10);
        VariantOffer variant =
                new VariantOffer("h100", "h100-sxm", hosts, CHIPS, null, StepTime.predicted(0.5, 1, 2), true);
        JobRequest job = new JobRequest(
                ref,
                FIRST,
                tenant(tenant),
                priority,
                now,
                now,
                steps,
                Selection.Cheapest,
                null,
                List.of(variant),
                null,
                Set.of());
        jobs.put(ref, job);
        return new Event.JobSeen(job);
    }

    List<Event> fleet() {
        return fleet;
    }

    /** The job that started first ends and gives its chips back. */
    List<Event> endOfOldest() {
        JobRef ref = running.keySet().iterator().next();
        running.remove(ref);
        jobs.remove(ref);
        now = now.plusMillis(10);
        return List.of(new Event.JobGone(ref), new Event.ChipsFreed(ref));
    }

    /** What an operator's lists say after a restart. */
    List<Event> lists() {
        List<Event> lists = new ArrayList<>(fleet);
        jobs.values().forEach(job -> lists.add(new Event.JobSeen(job)));
        lists.addAll(holds());
        return lists;
    }

    /** What runs, as the operator says once the pods are there. */
    List<Event> holds() {
        List<Event> holds = new ArrayList<>();
        running.forEach((ref, place) -> {
            Map<String, Integer> chips = new HashMap<>();
            place.hostsInRankOrder().forEach(node -> chips.put(node, CHIPS));
            holds.add(new Event.ChipsHeld(ref, FIRST, chips));
        });
        return holds;
    }

    void restart() {
        engine = Engine.create();
    }

    int runningJobs() {
        return running.size();
    }

    int waitingJobs() {
        return jobs.size() - running.size();
    }

    record Answer(long nanos, List<Decision> decisions) {}

    Answer apply(Collection<Event> events) {
        List<Event> batch = List.copyOf(events);
        long before = System.nanoTime();
        List<Decision> decisions = engine.apply(batch, now);
        long nanos = System.nanoTime() - before;
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Place place) {
                running.put(place.job(), place);
            }
        }
        return new Answer(nanos, decisions);
    }

    /** In milliseconds. */
    static double quantile(long[] nanos, double quantile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
    }
}
