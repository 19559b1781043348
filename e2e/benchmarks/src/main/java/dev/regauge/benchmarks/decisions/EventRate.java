package dev.regauge.benchmarks.decisions;

import dev.regauge.benchmarks.policy.Policies;
import dev.regauge.benchmarks.simulation.Outcome;
import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Arrivals, starts, preemptions and ends that the simulator works off in a second: 200,000 random jobs at load 0.8 on 256 chips. */
public final class EventRate {
    private static final int JOBS = 200_000;
    private static final int CHIPS = 256;
    private static final double LOAD = 0.8;
    private static final int RUNS = 3;

    private final Consumer<String> progress;

    public EventRate(Consumer<String> progress) {
        this.progress = progress;
    }

    public List<Figure> measure() {
        progress.accept("simulating 200,000 jobs");
        Fleet fleet = Fleet.of(CHIPS);
        Trace trace = trace();
        return List.of(
                Figure.atLeast(
                        "eventsPerSecondFifo", "simulator under fifo", best("fifo", trace, fleet), "events/s", 1e6),
                Figure.atLeast(
                        "eventsPerSecondEasy", "simulator under easy", best("easy", trace, fleet), "events/s", 1e6),
                Figure.atLeast(
                        "eventsPerSecondSrsf", "simulator under srsf", best("srsf", trace, fleet), "events/s", 1e6));
    }

    private static Trace trace() {
        SplittableRandom random = new SplittableRandom(1);
        double[] submit = new double[JOBS];
        double[] duration = new double[JOBS];
        int[] chips = new int[JOBS];
        double[][] rate = new double[JOBS][];
        double work = 0;
        for (int j = 0; j < JOBS; j++) {
            duration[j] = Math.exp(4 + 5 * random.nextDouble());
            chips[j] = 1 << random.nextInt(5);
            rate[j] = new double[] {1};
            work += duration[j] * chips[j];
            submit[j] = random.nextDouble();
        }
        Arrays.sort(submit);
        double span = work / CHIPS / LOAD;
        for (int j = 0; j < JOBS; j++) {
            submit[j] *= span;
        }
        String[] id = IntStream.range(0, JOBS).mapToObj(Integer::toString).toArray(String[]::new);
        return new Trace(id, submit, duration, chips, rate, 0);
    }

    private static double best(String policy, Trace trace, Fleet fleet) {
        double best = 0;
        for (int i = 0; i < RUNS; i++) {
            double[] estimate = trace.estimates(0, 1);
            long before = System.nanoTime();
            Outcome outcome = new Simulation(trace, fleet, Policies.named(policy, fleet), estimate, 60, null).run();
            best = Math.max(best, outcome.events() / ((System.nanoTime() - before) / 1e9));
        }
        return best;
    }
}
