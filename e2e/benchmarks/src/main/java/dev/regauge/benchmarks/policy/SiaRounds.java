package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Sia's choice (Jayaram Subramanya et al., SOSP 2023) for rigid gangs, in rounds of 60 s: of all sets of jobs that fit, the one of greatest value, where
 * a job is worth λ = 1.1 for being served at all plus its goodput relative to its worst pool, times the restart factor
 * (age − restarts × S) / (age + S) if it would have to (re)start. With one pool the integer program is a knapsack and is solved exactly; with several,
 * pools are filled one after the other, the scarcest first.
 */
final class SiaRounds implements Policy {
    private static final double ROUND = 60;
    private static final double SERVED = 1.1;

    private record Candidate(int job, double value) {}

    private final List<Integer> active = new ArrayList<>();
    private boolean changed;
    private double lastRound = Double.NEGATIVE_INFINITY;

    @Override
    public void arrived(int job, Simulation simulation) {
        active.add(job);
        changed = true;
    }

    @Override
    public void finished(int job, Simulation simulation) {
        active.remove((Integer) job);
        changed = true;
    }

    /** A round in which nobody came or went would choose the same set again, so only the others are computed. */
    @Override
    public void decide(Simulation simulation) {
        if (!changed) {
            return;
        }
        if (simulation.now() < lastRound + ROUND) {
            simulation.wakeAt(lastRound + ROUND);
            return;
        }
        lastRound = simulation.now();
        changed = false;
        List<Integer> left = new ArrayList<>(active);
        List<List<Integer>> chosen = new ArrayList<>();
        for (int pool = 0; pool < simulation.pools(); pool++) {
            List<Integer> set = knapsack(left, pool, simulation);
            left.removeAll(set);
            chosen.add(set);
        }
        for (int job : active) {
            if (simulation.running(job) && !chosen.get(simulation.pool(job)).contains(job)) {
                simulation.preempt(job);
            }
        }
        for (int pool = 0; pool < chosen.size(); pool++) {
            for (int job : chosen.get(pool)) {
                if (!simulation.running(job)) {
                    simulation.start(job, pool);
                }
            }
        }
    }

    private static double value(int job, int pool, Simulation simulation) {
        double worst = Double.POSITIVE_INFINITY;
        for (int p = 0; p < simulation.pools(); p++) {
            double rate = simulation.rate(job, p);
            worst = rate > 0 ? Math.min(worst, rate) : worst;
        }
        double goodput = simulation.rate(job, pool) / worst;
        if (simulation.pool(job) == pool) {
            return SERVED + goodput;
        }
        double age = simulation.now() - simulation.submitted(job);
        double cost = simulation.restartSeconds();
        double factor = Math.max(0, (age - simulation.restarts(job) * cost) / (age + cost + 1e-9));
        return SERVED + goodput * factor;
    }

    /** Bounded knapsack: of each gang size the most valuable first, so only their number is to be chosen. */
    private static List<Integer> knapsack(List<Integer> jobs, int pool, Simulation simulation) {
        int capacity = simulation.capacity(pool);
        TreeMap<Integer, List<Candidate>> bySize = new TreeMap<>();
        for (int job : jobs) {
            if (simulation.rate(job, pool) > 0 && simulation.chips(job) <= capacity) {
                bySize.computeIfAbsent(simulation.chips(job), _ -> new ArrayList<>())
                        .add(new Candidate(job, value(job, pool, simulation)));
            }
        }
        double[] best = new double[capacity + 1];
        List<int[]> taken = new ArrayList<>();
        List<List<Candidate>> groups = new ArrayList<>();
        for (var entry : bySize.entrySet()) {
            int size = entry.getKey();
            List<Candidate> candidates = entry.getValue();
            candidates.sort(
                    Comparator.comparingDouble(Candidate::value).reversed().thenComparingInt(Candidate::job));
            int[] count = new int[capacity + 1];
            double[] next = best.clone();
            for (int c = size; c <= capacity; c++) {
                double sum = 0;
                for (int k = 1; k <= candidates.size() && k * size <= c; k++) {
                    sum += candidates.get(k - 1).value();
                    if (best[c - k * size] + sum > next[c]) {
                        next[c] = best[c - k * size] + sum;
                        count[c] = k;
                    }
                }
            }
            best = next;
            taken.add(count);
            groups.add(candidates);
        }
        List<Integer> chosen = new ArrayList<>();
        int c = capacity;
        List<Integer> sizes = new ArrayList<>(bySize.keySet());
        for (int s = sizes.size() - 1; s >= 0; s--) {
            int k = taken.get(s)[c];
            for (Candidate candidate : groups.get(s).subList(0, k)) {
                chosen.add(candidate.job());
            }
            c -= k * sizes.get(s);
        }
        return chosen;
    }
}
