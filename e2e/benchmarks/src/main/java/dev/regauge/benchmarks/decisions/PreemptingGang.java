package dev.regauge.benchmarks.decisions;

import dev.regauge.scheduler.placement.Decision;
import dev.regauge.scheduler.placement.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** 2,000 nodes held by 700 jobs of the lowest priority; a gang of the highest that wants all nodes comes: all 700 are told to leave at once. */
public final class PreemptingGang {
    private static final int NODES = 2_000;
    private static final int VICTIMS = 700;
    /** Until what the gang runs through is compiled; after 30 it still takes about twice as long. */
    private static final int WARM_UP = 200;

    private static final int MEASURED = 30;
    private static final int HIGHEST = 1000;

    private final Consumer<String> progress;

    public PreemptingGang(Consumer<String> progress) {
        this.progress = progress;
    }

    /** All nodes are held by victims. */
    static Scene full() {
        Scene scene = new Scene(NODES, 1);
        List<Event> facts = new ArrayList<>(scene.fleet());
        for (int v = 0; v < VICTIMS; v++) {
            // 600 × 3 + 100 × 2 nodes
            facts.add(scene.submit(0, v < 600 ? 3 : 2, 0, 100_000));
        }
        scene.apply(facts);
        if (scene.runningJobs() != VICTIMS) {
            throw new IllegalStateException(scene.runningJobs() + " of " + VICTIMS + " victims run");
        }
        scene.apply(scene.holds());
        return scene;
    }

    /** The gang comes, and all are told to leave. */
    static Scene.Answer come(Scene scene) {
        return scene.apply(List.of(scene.submit(0, NODES, HIGHEST, 1000)));
    }

    public List<Figure> measure() {
        progress.accept("preempting 700 jobs on 2,000 nodes, " + (WARM_UP + MEASURED) + " times");
        long[] nanos = new long[MEASURED];
        int released = 0;
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            Scene.Answer answer = come(full());
            released = (int) answer.decisions().stream()
                    .filter(d -> d instanceof Decision.Release)
                    .count();
            if (i >= WARM_UP) {
                nanos[i - WARM_UP] = answer.nanos();
            }
        }
        if (released != VICTIMS) {
            return List.of(Figure.atLeast(
                    "preemptedVictims",
                    "preempting gang on 2,000 nodes: victims told to leave",
                    released,
                    "jobs",
                    VICTIMS));
        }
        return List.of(
                Figure.atMost(
                        "preemptingGangMillis",
                        "preempting gang over 700 victims on 2,000 nodes, worst of 30",
                        Scene.quantile(nanos, 1),
                        "ms",
                        20),
                Figure.shown("preemptingGangP50Millis", "the same, p50", Scene.quantile(nanos, 0.5), "ms"));
    }
}
