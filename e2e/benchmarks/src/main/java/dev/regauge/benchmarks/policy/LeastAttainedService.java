package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;

/**
 * Tiresias' discretized two-queue least attained service (Gu et al., NSDI 2019): a job that has had 8 chip-hours goes behind all that have not; inside
 * a queue the first submitted goes first. Needs no estimates.
 */
final class LeastAttainedService extends Ranking {
    private static final double THRESHOLD = 8 * 3600;

    @Override
    double key(int job, Simulation simulation) {
        double attained = simulation.attained(job) * simulation.chips(job);
        return (attained >= THRESHOLD - 1e-3 ? 1e12 : 0) + job;
    }

    @Override
    public void decide(Simulation simulation) {
        super.decide(simulation);
        for (int i = 0; i < active(); i++) {
            int job = active(i);
            double left = THRESHOLD - simulation.attained(job) * simulation.chips(job);
            if (simulation.running(job) && left > 1e-3) {
                double rate = simulation.rate(job, simulation.pool(job));
                simulation.wakeAt(
                        simulation.now() + simulation.overheadLeft(job) + left / (simulation.chips(job) * rate));
            }
        }
    }
}
