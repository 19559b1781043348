package dev.regauge.benchmarks.decisions;

import dev.regauge.scheduler.placement.Event;
import java.util.ArrayList;
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
    private static final int[] HOSTS = {1, 1, 1, 1, 2, 2, 4, 8, 16, 32};

    private final SplittableRandom random = new SplittableRandom(1);
    private final Scene scene = new Scene(NODES, TENANTS);
    private final Consumer<String> progress;

    public FullFleet(Consumer<String> progress) {
        this.progress = progress;
    }

    public List<Figure> measure() {
        progress.accept(String.format(Locale.ROOT, "filling %,d nodes and queueing %,d gangs", NODES, QUEUED));
        List<Event> facts = new ArrayList<>(scene.fleet());
        for (int j = 0; j < QUEUED + NODES / 3; j++) {
            facts.add(arrival());
        }
        scene.apply(facts);
        while (scene.waitingJobs() < QUEUED) {
            scene.apply(List.of(arrival()));
        }
        progress.accept("warming up");
        for (int i = 0; i < WARM_UP; i++) {
            turn(new long[2], 0, 1);
        }
        progress.accept(String.format(Locale.ROOT, "timing %,d ends and arrivals", MEASURED));
        long[] nanos = new long[2 * MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            turn(nanos, 2 * i, 2 * i + 1);
        }
        long heap = heap();
        int queued = scene.waitingJobs();
        progress.accept("rebuilding from lists");
        List<Event> lists = scene.lists();
        scene.restart();
        double rebuild = scene.apply(lists).nanos() / 1e9;
        String where = String.format(Locale.ROOT, "%,d nodes, %,d queued gangs, %d tenants", NODES, queued, TENANTS);
        return List.of(
                Figure.atMost(
                        "decisionP50Micros", "decision, p50; " + where, 1e3 * Scene.quantile(nanos, 0.5), "µs", 20),
                Figure.atMost("decisionP99Millis", "decision, p99, GC included", Scene.quantile(nanos, 0.99), "ms", 1),
                Figure.shown("decisionP999Millis", "decision, p99.9, GC included", Scene.quantile(nanos, 0.999), "ms"),
                Figure.shown("decisionMaxMillis", "decision, worst of 100,000", Scene.quantile(nanos, 1), "ms"),
                Figure.atMost(
                        "heapMegabytes", "heap after a collection, jobs and nodes as above", heap / 1e6, "MB", 512),
                Figure.atMost(
                        "coldRebuildSeconds",
                        "cold rebuild from lists, " + scene.runningJobs() + " running",
                        rebuild,
                        "s",
                        10));
    }

    private void turn(long[] nanos, int end, int arrival) {
        nanos[end] = scene.apply(scene.endOfOldest()).nanos();
        nanos[arrival] = scene.apply(List.of(arrival())).nanos();
    }

    private Event arrival() {
        return scene.submit(random.nextInt(TENANTS), HOSTS[random.nextInt(HOSTS.length)], random.nextInt(3), 1000);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
