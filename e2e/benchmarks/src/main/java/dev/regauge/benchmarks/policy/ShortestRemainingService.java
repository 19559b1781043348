package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;

/** Shortest remaining service first (SRSF): least estimated remaining time times chips, preemptive. Large jobs may starve. */
final class ShortestRemainingService extends Ranking {
    @Override
    double key(int job, Simulation simulation) {
        return (simulation.remaining(job) / simulation.bestRate(job) + simulation.overheadLeft(job))
                * simulation.chips(job);
    }
}
