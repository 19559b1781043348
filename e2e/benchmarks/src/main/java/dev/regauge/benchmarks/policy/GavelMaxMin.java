package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;
import java.util.Arrays;

/**
 * Gavel's max-min fairness (Narayanan et al., OSDI 2020) in rounds of 360 s. The fair shares of time maximise the least (throughput relative to the best
 * pool × chips); found by filling up to a common level, each job from its fastest pool with room (exact for one pool).
 * A round runs the jobs that lag most behind their shares.
 */
final class GavelMaxMin extends Ranking {
    private static final double ROUND = 360;

    private double nextRound = Double.NEGATIVE_INFINITY;
    private double[] share = new double[0];
    private double[] received = new double[0];
    private double lastTime;

    @Override
    boolean volatileKeys() {
        return true;
    }

    @Override
    double key(int job, Simulation simulation) {
        double alive = Math.max(ROUND, simulation.now() - simulation.submitted(job));
        double fraction = received[job] / alive;
        return fraction == 0 ? -1e12 + job : -share[job] / fraction;
    }

    @Override
    public void arrived(int job, Simulation simulation) {
        super.arrived(job, simulation);
        if (job >= share.length) {
            int length = Math.max(64, 2 * (job + 1));
            share = Arrays.copyOf(share, length);
            received = Arrays.copyOf(received, length);
        }
    }

    @Override
    public void decide(Simulation simulation) {
        double dt = simulation.now() - lastTime;
        for (int i = 0; i < active(); i++) {
            received[active(i)] += simulation.running(active(i)) ? dt : 0;
        }
        lastTime = simulation.now();
        if (simulation.now() >= nextRound - 1e-3) {
            fill(simulation);
            super.decide(simulation);
            nextRound = simulation.now() + ROUND;
        }
        if (active() > 0) {
            simulation.wakeAt(nextRound);
        }
    }

    private void fill(Simulation simulation) {
        double low = 0;
        double high = simulation.capacity();
        for (int i = 0; i < 40; i++) {
            double level = (low + high) / 2;
            if (fits(level, simulation)) {
                low = level;
            } else {
                high = level;
            }
        }
        fits(low, simulation);
    }

    /** Whether every job can have {@code level} chips' worth of its best pool, or all its chips all the time. */
    private boolean fits(double level, Simulation simulation) {
        double[] room = new double[simulation.pools()];
        for (int p = 0; p < room.length; p++) {
            room[p] = simulation.capacity(p);
        }
        boolean all = true;
        for (int i = 0; i < active(); i++) {
            int job = active(i);
            double wanted = Math.min(simulation.chips(job), level);
            share[job] = 0;
            while (wanted > 1e-9) {
                int pool = bestWithRoom(job, room, simulation);
                if (pool < 0) {
                    all = false;
                    break;
                }
                double ratio = simulation.rate(job, pool) / simulation.bestRate(job);
                double chips = Math.min(room[pool], wanted / ratio);
                room[pool] -= chips;
                share[job] += chips / simulation.chips(job);
                wanted -= chips * ratio;
            }
        }
        return all;
    }

    private static int bestWithRoom(int job, double[] room, Simulation simulation) {
        int best = -1;
        for (int p = 0; p < room.length; p++) {
            double rate = simulation.rate(job, p);
            if (rate > 0 && room[p] > 1e-9 && (best < 0 || rate > simulation.rate(job, best))) {
                best = p;
            }
        }
        return best;
    }
}
