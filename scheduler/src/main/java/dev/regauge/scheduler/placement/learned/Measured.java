package dev.regauge.scheduler.placement.learned;

import dev.regauge.scheduler.placement.StepTime;

/**
 * Real steps of one job on one executable, in seconds.
 *
 * @param steps how many were made
 */
public record Measured(double p50, double p95, long steps) {
    /** Fewer say more about the start than about the steps. */
    public static final long FEWEST = 20;

    public Measured {
        if (!(p50 > 0 && p50 <= p95 && p95 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("steps took " + p50 + "/" + p95 + " s; allowed: 0 < p50 ≤ p95, finite");
        }
    }

    public boolean enough() {
        return steps >= FEWEST;
    }

    /** What the job's further steps will take: as far below the middle as the slow ones are above it. */
    public StepTime stepTime() {
        return new StepTime(p50 * (p50 / p95), p50, p95, steps);
    }
}
