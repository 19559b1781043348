package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.oracle.GangChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Sia's integer program (Jayaram Subramanya et al., SOSP 2023, §3) for rigid gangs, in rounds of 60 s: of all assignments of jobs to pools that fit, the
 * one of least Σ (restart factor × goodput relative to the job's worst pool)^p + λ for each job left out, with the paper's p = −0.5 and λ = 1.1. The
 * restart factor (age − restarts × S) / (age + S) is 1 for who stays where it runs or never ran. Solved to the optimum: with one pool, where it is a
 * knapsack, by dynamic programming, with several by CP-SAT.
 */
final class SiaRounds implements Policy {
    private static final double ROUND = 60;
    private static final double LEFT_OUT = 1.1;
    private static final double POWER = -0.5;
    /** The paper's charge for changing an assignment (λ_a), here a bonus for keeping one. */
    private static final double KEPT = 0.01;

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
        int[] pool = simulation.pools() == 1 ? knapsack(simulation) : program(simulation);
        for (int i = 0; i < pool.length; i++) {
            int job = active.get(i);
            if (simulation.running(job) && simulation.pool(job) != pool[i]) {
                simulation.preempt(job);
            }
        }
        for (int i = 0; i < pool.length; i++) {
            int job = active.get(i);
            if (pool[i] >= 0 && !simulation.running(job)) {
                simulation.start(job, pool[i]);
            }
        }
    }

    /** What the sum falls by when the job runs there; not above 0 = it is left out. */
    private static double value(int job, int pool, Simulation simulation) {
        double worst = Double.POSITIVE_INFINITY;
        for (int p = 0; p < simulation.pools(); p++) {
            double rate = simulation.rate(job, p);
            worst = rate > 0 ? Math.min(worst, rate) : worst;
        }
        double goodput = simulation.rate(job, pool) / worst;
        if (simulation.rate(job, pool) <= 0) {
            return 0;
        }
        if (simulation.pool(job) == pool) {
            return LEFT_OUT - Math.pow(goodput, POWER) + KEPT;
        }
        double age = simulation.now() - simulation.submitted(job);
        double cost = simulation.restartSeconds();
        double factor = simulation.everStarted(job)
                ? Math.max(0, (age - simulation.restarts(job) * cost) / (age + cost + 1e-9))
                : 1;
        return LEFT_OUT - Math.pow(factor * goodput, POWER);
    }

    private int[] program(Simulation simulation) {
        double[][] value = new double[active.size()][simulation.pools()];
        int[] chips = new int[active.size()];
        int[] room = new int[simulation.pools()];
        for (int p = 0; p < room.length; p++) {
            room[p] = simulation.capacity(p);
            for (int i = 0; i < chips.length; i++) {
                chips[i] = simulation.chips(active.get(i));
                value[i][p] = value(active.get(i), p, simulation);
            }
        }
        return GangChoice.best(value, chips, room);
    }

    /** Bounded knapsack: of each gang size the most valuable first, so only their number is to be chosen. */
    private int[] knapsack(Simulation simulation) {
        int capacity = simulation.capacity(0);
        TreeMap<Integer, List<Candidate>> bySize = new TreeMap<>();
        for (int i = 0; i < active.size(); i++) {
            double value = value(active.get(i), 0, simulation);
            if (value > 0) {
                bySize.computeIfAbsent(simulation.chips(active.get(i)), _ -> new ArrayList<>())
                        .add(new Candidate(i, value));
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
        int[] pool = new int[active.size()];
        Arrays.fill(pool, -1);
        int c = capacity;
        List<Integer> sizes = new ArrayList<>(bySize.keySet());
        for (int s = sizes.size() - 1; s >= 0; s--) {
            int k = taken.get(s)[c];
            groups.get(s).subList(0, k).forEach(candidate -> pool[candidate.job()] = 0);
            c -= k * sizes.get(s);
        }
        return pool;
    }
}
