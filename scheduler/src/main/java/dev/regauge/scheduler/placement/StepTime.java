package dev.regauge.scheduler.placement;

/**
 * Seconds per optimizer step as 10th, 50th and 90th percentile.
 *
 * @param measuredSteps how many real steps it rests on; 0 = predicted from the compile report
 */
public record StepTime(double p10, double p50, double p90, long measuredSteps) {
    /** From here on a step time counts as measured. */
    public static final long MEASURED = 200;

    public StepTime {
        if (!(p10 > 0 && p10 <= p50 && p50 <= p90 && p90 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "step time is " + p10 + "/" + p50 + "/" + p90 + " s; allowed: 0 < p10 ≤ p50 ≤ p90, finite");
        }
    }

    public static StepTime predicted(double p10, double p50, double p90) {
        return new StepTime(p10, p50, p90, 0);
    }

    public boolean measured() {
        return measuredSteps >= MEASURED;
    }
}
