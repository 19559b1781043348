package dev.regauge.benchmarks.simulation;

import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * What no schedule can beat.
 *
 * @param meanJct the larger of the mean duration (no job ends sooner than alone on its best pool) and the mean completion time of
 *     shortest-remaining-first on one machine that does the work of the whole fleet (gangs that could be cut at will)
 * @param makespan the larger of the longest "arrival + duration" and of the time the whole fleet needs for all work
 */
public record Bound(double meanJct, double makespan) {
    public static Bound of(Trace trace, Fleet fleet) {
        int jobs = trace.size();
        double[] alone = new double[jobs];
        double work = 0;
        double last = 0;
        for (int j = 0; j < jobs; j++) {
            alone[j] = trace.duration()[j] / trace.bestRate(j);
            work += alone[j] * trace.chips()[j];
            last = Math.max(last, trace.submit()[j] + alone[j]);
        }
        if (jobs == 0) {
            return new Bound(0, 0);
        }
        double first = trace.submit()[0];
        return new Bound(
                Math.max(Arrays.stream(alone).average().orElseThrow(), fluid(trace, alone, fleet.chips())),
                Math.max(last - first, work / fleet.chips()));
    }

    private record Left(double seconds, int job) implements Comparable<Left> {
        @Override
        public int compareTo(Left other) {
            int bySeconds = Double.compare(seconds, other.seconds);
            return bySeconds != 0 ? bySeconds : Integer.compare(job, other.job);
        }
    }

    private static double fluid(Trace trace, double[] alone, int capacity) {
        PriorityQueue<Left> queue = new PriorityQueue<>();
        double now = 0;
        double sum = 0;
        int next = 0;
        int jobs = trace.size();
        while (next < jobs || !queue.isEmpty()) {
            if (queue.isEmpty()) {
                now = Math.max(now, trace.submit()[next]);
            }
            while (next < jobs && trace.submit()[next] <= now) {
                queue.add(new Left(alone[next] * trace.chips()[next] / capacity, next));
                next++;
            }
            Left shortest = queue.remove();
            double end = now + shortest.seconds();
            if (next < jobs && trace.submit()[next] < end) {
                queue.add(new Left(end - trace.submit()[next], shortest.job()));
                now = trace.submit()[next];
            } else {
                now = end;
                sum += now - trace.submit()[shortest.job()];
            }
        }
        return sum / jobs;
    }
}
