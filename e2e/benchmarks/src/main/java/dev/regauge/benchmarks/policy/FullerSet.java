package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;
import java.util.Arrays;

/** Whether the set of jobs that run would be worth more if a gang that finds no room in the order went before all others. */
final class FullerSet {
    private final int[] order;
    private final double[] worth;
    private final Ranking ranking;
    private final Simulation simulation;
    private final int[] rooms;
    private final boolean[] chosen;
    private int left;

    private FullerSet(int[] order, double[] worth, Ranking ranking, Simulation simulation) {
        this.order = order;
        this.worth = worth;
        this.ranking = ranking;
        this.simulation = simulation;
        rooms = new int[simulation.pools()];
        chosen = new boolean[order.length];
    }

    /** The gang that should go first; -1 = the order is best. {@code tried}: so many are looked at. */
    static int first(int[] order, double[] worth, int tried, Ranking ranking, Simulation simulation) {
        FullerSet set = new FullerSet(order, worth, ranking, simulation);
        double best = set.fill(-1);
        if (set.left == 0) {
            return -1;
        }
        boolean[] plain = set.chosen.clone();
        int first = -1;
        int looked = 0;
        for (int at = 0; at < order.length && looked < tried; at++) {
            if (!plain[at]) {
                looked++;
                double value = set.fill(at);
                if (value > best) {
                    best = value;
                    first = order[at];
                }
            }
        }
        return first;
    }

    private double fill(int first) {
        Arrays.fill(chosen, false);
        left = 0;
        for (int p = 0; p < rooms.length; p++) {
            rooms[p] = simulation.capacity(p);
            left += rooms[p];
        }
        double value = first < 0 ? 0 : take(first);
        for (int at = 0; at < order.length && left > 0; at++) {
            value += chosen[at] ? 0 : take(at);
        }
        return value;
    }

    private double take(int at) {
        int job = order[at];
        int pool = ranking.choose(job, rooms, simulation);
        if (pool < 0) {
            return 0;
        }
        chosen[at] = true;
        rooms[pool] -= simulation.chips(job);
        left -= simulation.chips(job);
        return worth[job];
    }
}
