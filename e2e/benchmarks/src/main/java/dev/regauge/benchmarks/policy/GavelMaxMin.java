package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.oracle.TimeShares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gavel's max-min fairness (Narayanan et al., OSDI 2020) in rounds of 360 s. The fair shares of time in each pool come from its linear program; with one
 * pool, where that is filling up to a common level, without a solver. A round runs the pairs of job and pool first that lag most behind their shares
 * (§5: share over the part of its life that the job ran there).
 */
final class GavelMaxMin implements Policy {
    private static final double ROUND = 360;

    private record Pair(int job, int pool, double priority) {}

    private final List<Integer> active = new ArrayList<>();
    private final Map<Integer, double[]> share = new HashMap<>();
    private final Map<Integer, double[]> received = new HashMap<>();
    private boolean changed;
    private double nextRound = Double.NEGATIVE_INFINITY;
    private double lastTime;

    @Override
    public void arrived(int job, Simulation simulation) {
        active.add(job);
        received.put(job, new double[simulation.pools()]);
        changed = true;
    }

    @Override
    public void finished(int job, Simulation simulation) {
        active.remove((Integer) job);
        received.remove(job);
        share.remove(job);
        changed = true;
    }

    @Override
    public void decide(Simulation simulation) {
        double dt = simulation.now() - lastTime;
        for (int job : active) {
            if (simulation.running(job)) {
                of(received, job)[simulation.pool(job)] += dt;
            }
        }
        lastTime = simulation.now();
        if (simulation.now() >= nextRound - 1e-3) {
            if (changed) {
                shares(simulation);
                changed = false;
            }
            round(simulation);
            nextRound = simulation.now() + ROUND;
        }
        if (!active.isEmpty()) {
            simulation.wakeAt(nextRound);
        }
    }

    private static double[] of(Map<Integer, double[]> byJob, int job) {
        return Objects.requireNonNull(byJob.get(job));
    }

    private void round(Simulation simulation) {
        List<Pair> pairs = new ArrayList<>();
        for (int job : active) {
            double alive = Math.max(ROUND, simulation.now() - simulation.submitted(job));
            for (int p = 0; p < simulation.pools(); p++) {
                if (simulation.rate(job, p) > 0) {
                    double part = of(received, job)[p] / alive;
                    // whoever never ran there goes before all that did, by its share
                    double priority = of(share, job)[p] / Math.max(1e-9, part);
                    pairs.add(new Pair(job, p, priority));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::priority)
                .reversed()
                .thenComparingInt(Pair::job)
                .thenComparingInt(Pair::pool));
        int[] room = new int[simulation.pools()];
        for (int p = 0; p < room.length; p++) {
            room[p] = simulation.capacity(p);
        }
        Map<Integer, Integer> target = new HashMap<>();
        for (Pair pair : pairs) {
            int chips = simulation.chips(pair.job());
            if (room[pair.pool()] >= chips && target.putIfAbsent(pair.job(), pair.pool()) == null) {
                room[pair.pool()] -= chips;
            }
        }
        for (int job : active) {
            if (simulation.running(job) && simulation.pool(job) != target.getOrDefault(job, -1)) {
                simulation.preempt(job);
            }
        }
        for (int job : active) {
            int pool = target.getOrDefault(job, -1);
            if (pool >= 0 && !simulation.running(job)) {
                simulation.start(job, pool);
            }
        }
    }

    private void shares(Simulation simulation) {
        int jobs = active.size();
        double[][] rate = new double[jobs][simulation.pools()];
        int[] chips = new int[jobs];
        int[] room = new int[simulation.pools()];
        for (int p = 0; p < room.length; p++) {
            room[p] = simulation.capacity(p);
            for (int i = 0; i < jobs; i++) {
                rate[i][p] = simulation.rate(active.get(i), p);
                chips[i] = simulation.chips(active.get(i));
            }
        }
        double[][] fair = room.length == 1 ? level(chips, room[0]) : TimeShares.fair(rate, chips, room);
        for (int i = 0; i < jobs; i++) {
            share.put(active.get(i), fair[i]);
        }
    }

    /** One pool: every gang's time × chips up to a common level, the highest that fits. */
    private static double[][] level(int[] chips, int room) {
        int[] sorted = chips.clone();
        Arrays.sort(sorted);
        double left = room;
        double level = Double.POSITIVE_INFINITY;
        for (int i = 0; i < sorted.length; i++) {
            double each = left / (sorted.length - i);
            if (sorted[i] > each) {
                level = each;
                break;
            }
            left -= sorted[i];
        }
        double[][] shares = new double[chips.length][1];
        for (int i = 0; i < chips.length; i++) {
            shares[i][0] = Math.min(1, level / chips[i]);
        }
        return shares;
    }
}
