package dev.regauge.benchmarks;

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
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * {@code bench scheduler}: times the engine on a full fleet of 10,016 nodes with 100,000 gangs queued by 512 tenants. One decision = one event worked to
 * its fixpoint: a gang ends and its chips go to whoever comes next, or a gang arrives and is queued. Wall time, garbage collection included.
 */
final class SchedulerCommand {
    private static final int NODES = 10_016;
    private static final int NODES_PER_UNIT = 32;
    private static final int CHIPS = 8;
    private static final int TENANTS = 512;
    private static final int QUEUED = 100_000;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 50_000;
    private static final int[] SIZES = {1, 1, 1, 1, 2, 2, 4, 8, 16, 32};

    private final Arguments arguments;
    private final PrintStream out;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine = Engine.create();
    private final ArrayDeque<Decision.Place> running = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int jobs;

    SchedulerCommand(List<String> words, PrintStream out) {
        this.arguments = Arguments.of(words, List.of("--json"));
        this.out = out;
    }

    void run() {
        long before = System.nanoTime();
        apply(facts());
        double buildSeconds = (System.nanoTime() - before) / 1e9;
        for (int i = 0; i < WARM_UP; i++) {
            finishOne();
            arriveOne();
        }
        long[] finishes = new long[MEASURED];
        long[] arrivals = new long[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            finishes[i] = finishOne();
            arrivals[i] = arriveOne();
        }
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        print(buildSeconds, finishes, arrivals, heap);
    }

    private List<Event> facts() {
        List<Event> facts = new ArrayList<>();
        facts.add(new Event.PoolSeen(new Pool("h100", "h100-sxm", 3, Carving.Fixed)));
        for (int n = 0; n < NODES; n++) {
            List<String> topology = List.of("spine-" + n / (8 * NODES_PER_UNIT), "unit-" + n / NODES_PER_UNIT);
            facts.add(new Event.HostSeen(new Host("node-" + n, "h100", CHIPS, true, topology)));
        }
        for (int t = 0; t < TENANTS; t++) {
            Map<String, Queue.Share> shares = Map.of("h100-sxm", new Queue.Share(0, NODES * CHIPS / 8));
            facts.add(new Event.QueueSeen(new Queue("tenant-" + t, Set.of("tenant-" + t), shares, 1, 3, null)));
        }
        for (int j = 0; j < QUEUED + NODES; j++) {
            facts.add(arrival());
        }
        return facts;
    }

    private Event arrival() {
        String tenant = "tenant-" + random.nextInt(TENANTS);
        int hosts = SIZES[random.nextInt(SIZES.length)];
        JobRef ref = new JobRef(tenant, "job-" + jobs, "uid-" + jobs);
        jobs++;
        now = now.plusMillis(10);
        VariantOffer variant =
                new VariantOffer("h100", "h100-sxm", hosts, CHIPS, null, StepTime.predicted(0.5, 1, 2), true);
        return new Event.JobSeen(new JobRequest(
                ref,
                new Epoch(1),
                tenant,
                random.nextInt(3),
                now,
                now,
                1000,
                Selection.Cheapest,
                null,
                List.of(variant),
                null,
                Set.of()));
    }

    private long finishOne() {
        Decision.Place place = running.removeFirst();
        return apply(List.of(new Event.JobGone(place.job()), new Event.ChipsFreed(place.job())));
    }

    private long arriveOne() {
        return apply(List.of(arrival()));
    }

    private long apply(List<Event> events) {
        long before = System.nanoTime();
        List<Decision> decisions = engine.apply(events, now);
        long took = System.nanoTime() - before;
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Place place) {
                running.addLast(place);
            }
        }
        return took;
    }

    private void print(double buildSeconds, long[] finishes, long[] arrivals, long heap) {
        if (arguments.has("--json")) {
            out.printf(
                    Locale.ROOT,
                    "{\"nodes\": %d, \"queued\": %d, \"tenants\": %d, \"buildSeconds\": %.3f, \"heapBytes\": %d, %s, %s}%n",
                    NODES,
                    QUEUED,
                    TENANTS,
                    buildSeconds,
                    heap,
                    json("gangEnds", finishes),
                    json("gangArrives", arrivals));
            return;
        }
        out.printf(
                "%,d nodes, %,d gangs queued, %d tenants; built from facts in %.1f s; heap %d MB%n%n",
                NODES, QUEUED, TENANTS, buildSeconds, heap >> 20);
        out.printf("%-14s %10s %10s %10s %10s%n", "event", "p50 µs", "p99 µs", "p99.9 µs", "max µs");
        row("gang ends", finishes);
        row("gang arrives", arrivals);
    }

    private void row(String name, long[] nanos) {
        out.printf(
                Locale.ROOT,
                "%-14s %10.1f %10.1f %10.1f %10.1f%n",
                name,
                micros(nanos, 0.5),
                micros(nanos, 0.99),
                micros(nanos, 0.999),
                micros(nanos, 1));
    }

    private static String json(String name, long[] nanos) {
        return String.format(
                Locale.ROOT,
                "\"%s\": {\"p50Micros\": %.2f, \"p99Micros\": %.2f, \"p999Micros\": %.2f, \"maxMicros\": %.2f}",
                name,
                micros(nanos, 0.5),
                micros(nanos, 0.99),
                micros(nanos, 0.999),
                micros(nanos, 1));
    }

    private static double micros(long[] nanos, double quantile) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e3;
    }
}
