package dev.regauge.benchmarks.decisions;

import dev.regauge.scheduler.placement.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * 10,016 full nodes with 100,000 gangs queued by 512 tenants. One decision = one event worked to its fixpoint: a gang ends and its chips go to whoever
 * comes next, or a gang arrives and is queued.
 */
public final class FullFleet {
    private static final int NODES = 10_016;
    private static final int TENANTS = 512;
    private static final int QUEUED = 100_000;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 50_000;
    /** On a slow or busy machine fewer are timed, and their number is told. */
    private static final long MOST_NANOS = 60_000_000_000L;

    private static final int[] HOSTS = {1, 1, 1, 1, 2, 2, 4, 8, 16, 32};

    private final SplittableRandom random = new SplittableRandom(1);
    private final Scene scene = new Scene(NODES, TENANTS);
    private final Consumer<String> progress;
    private boolean ends;

    public FullFleet(Consumer<String> progress) {
        this.progress = progress;
    }

    public List<Figure> measure() {
        fill();
        progress.accept("warming up");
        turns(WARM_UP, MOST_NANOS / 3);
        progress.accept("timing ends and arrivals");
        long[] nanos = turns(MEASURED, MOST_NANOS);
        long heap = heap();
        int queued = scene.waitingJobs();
        progress.accept("rebuilding from lists");
        double rebuild = rebuild().nanos() / 1e9;
        String where = String.format(Locale.ROOT, "%,d nodes, %,d queued gangs, %d tenants", NODES, queued, TENANTS);
        return List.of(
                Figure.atMost(
                        "decisionP50Micros", "decision, p50; " + where, 1e3 * Scene.quantile(nanos, 0.5), "µs", 20),
                Figure.atMost("decisionP99Millis", "decision, p99, GC included", Scene.quantile(nanos, 0.99), "ms", 1),
                Figure.shown("decisionP999Millis", "decision, p99.9, GC included", Scene.quantile(nanos, 0.999), "ms"),
                Figure.shown(
                        "decisionMaxMillis",
                        String.format(Locale.ROOT, "decision, worst of %,d", nanos.length),
                        Scene.quantile(nanos, 1),
                        "ms"),
                Figure.atMost(
                        "heapMegabytes", "heap after a collection, jobs and nodes as above", heap / 1e6, "MB", 512),
                Figure.atMost(
                        "coldRebuildSeconds",
                        "cold rebuild from lists, " + scene.runningJobs() + " running",
                        rebuild,
                        "s",
                        10));
    }

    void fill() {
        progress.accept(String.format(Locale.ROOT, "filling %,d nodes and queueing %,d gangs", NODES, QUEUED));
        List<Event> facts = new ArrayList<>(scene.fleet());
        for (int j = 0; j < QUEUED + NODES / 3; j++) {
            facts.add(arrival());
        }
        scene.apply(facts);
        while (scene.waitingJobs() < QUEUED) {
            scene.apply(List.of(arrival()));
        }
    }

    /** One decision: a gang ends, and the next time another one arrives. */
    Scene.Answer turn() {
        ends = !ends;
        return scene.apply(ends ? scene.endOfOldest() : List.of(arrival()));
    }

    /** A new engine hears all that a restarted operator lists. */
    Scene.Answer rebuild() {
        List<Event> lists = scene.lists();
        scene.restart();
        return scene.apply(lists);
    }

    /** Turns: so many, or as many as there is time for. */
    private long[] turns(int most, long mostNanos) {
        long[] nanos = new long[2 * most];
        long stop = System.nanoTime() + mostNanos;
        int done = 0;
        while (done < nanos.length && System.nanoTime() < stop) {
            nanos[done++] = turn().nanos();
        }
        return Arrays.copyOf(nanos, done);
    }

    private Event arrival() {
        return scene.submit(random.nextInt(TENANTS), HOSTS[random.nextInt(HOSTS.length)], random.nextInt(3), 1000);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
