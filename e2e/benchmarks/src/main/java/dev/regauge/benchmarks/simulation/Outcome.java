package dev.regauge.benchmarks.simulation;

import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What a run came to. Arrays are by job; times in seconds, integrals in chip-seconds. */
public record Outcome(
        Trace trace,
        Fleet fleet,
        double[] finish,
        double[] firstStart,
        int[] starts,
        double[] meanActive,
        double idleWhileWaiting,
        double heldChipSeconds,
        double heldDollars,
        long events,
        double restartSeconds) {

    public double[] jct() {
        return IntStream.range(0, trace.size())
                .mapToDouble(j -> finish[j] - trace.submit()[j])
                .toArray();
    }

    public double makespan() {
        return Arrays.stream(finish).max().orElse(0) - trace.submit()[0];
    }

    /** Useful chip-seconds at each job's best rate. */
    public double work() {
        return IntStream.range(0, trace.size())
                .mapToDouble(j -> trace.duration()[j] / trace.bestRate(j) * trace.chips()[j])
                .sum();
    }

    /** Figures by name, in the order in which they are shown. */
    public Map<String, Double> figures(Bound bound) {
        double[] jct = sorted(jct());
        double[] rho = sorted(rho());
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("meanJctHours", mean(jct) / 3600);
        figures.put("meanOverBound", mean(jct) / bound.meanJct());
        figures.put("p50JctHours", quantile(jct, 0.5) / 3600);
        figures.put("p99JctHours", quantile(jct, 0.99) / 3600);
        figures.put("maxJctHours", jct[jct.length - 1] / 3600);
        figures.put("makespanHours", makespan() / 3600);
        figures.put("makespanOverBound", makespan() / bound.makespan());
        figures.put("utilisation", work() / (makespan() * fleet.chips()));
        figures.put("fragmentation", idleWhileWaiting / (makespan() * fleet.chips()));
        figures.put("rhoWorst", rho[rho.length - 1]);
        figures.put("rhoP95", quantile(rho, 0.95));
        figures.put("unfairShare", Arrays.stream(rho).filter(r -> r > 1).count() / (double) rho.length);
        figures.put(
                "restartsPerJob",
                Arrays.stream(starts).map(s -> s - 1).average().orElse(0));
        figures.put("usdPerChipHourOfWork", heldDollars / (work() / 3600));
        return figures;
    }

    /** Seconds before and between runs, by size of gang: 1, 2–7, 8–31, 32 and more chips; median and 99th percentile. */
    public Map<String, double[]> queueingBySize() {
        Map<Integer, List<Double>> bySize = new TreeMap<>();
        double[] jct = jct();
        for (int j = 0; j < trace.size(); j++) {
            int chips = trace.chips()[j];
            int size = chips == 1 ? 1 : chips < 8 ? 2 : chips < 32 ? 8 : 32;
            double queued = Math.max(0, jct[j] - trace.duration()[j] / trace.bestRate(j));
            bySize.computeIfAbsent(size, _ -> new ArrayList<>()).add(queued);
        }
        Map<String, double[]> named = new LinkedHashMap<>();
        bySize.forEach((size, waits) -> {
            double[] sorted =
                    sorted(waits.stream().mapToDouble(Double::doubleValue).toArray());
            String name = size == 1 ? "1" : size == 2 ? "2-7" : size == 8 ? "8-31" : "32+";
            named.put(name, new double[] {quantile(sorted, 0.5), quantile(sorted, 0.99)});
        });
        return named;
    }

    /**
     * Finish-time fairness: completion time over that on a private share of 1/N of the fleet, N being how many jobs were there on average during the
     * job's life.
     */
    private double[] rho() {
        double[] rho = jct();
        for (int j = 0; j < rho.length; j++) {
            double slowdown = Math.max(1, trace.chips()[j] * meanActive[j] / fleet.chips());
            rho[j] /= trace.duration()[j] / trace.bestRate(j) * slowdown;
        }
        return rho;
    }

    private static double[] sorted(double[] values) {
        Arrays.sort(values);
        return values;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double quantile(double[] sorted, double q) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
    }
}
