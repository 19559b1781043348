package dev.regauge.scheduler.placement.learned;

import dev.regauge.scheduler.placement.StepTime;
import java.util.List;

/**
 * What jobs of one family took over what was predicted for them, in logarithms, so that twice and half are as far from one. The median stands for them
 * all, since one strange job among many does not move it; it is believed as far as jobs outnumber {@link #PRIOR}; and what is not believed of it stays
 * as doubt.
 *
 * @param median of the logarithms
 * @param scatter of jobs around it, as a standard deviation
 */
public record Correction(int jobs, double median, double scatter) {
    /** Nothing is known. */
    public static final Correction NONE = new Correction(0, 0, 0);

    /** A prediction weighs as much as so many jobs. */
    static final double PRIOR = 2;

    /** No job counts as more than so many times slower or faster than predicted: a program that waits for its data says nothing about the chips. */
    static final double MOST = 4;

    /** However well jobs agree, the next one may differ by this much. */
    static final double LEAST_SCATTER = 0.03;

    /** From the median absolute deviation to the standard deviation of a normal distribution. */
    private static final double OF_MAD = 1.4826;

    /** Standard deviations from the 10th to the 90th percentile. */
    private static final double SPAN = 2.5631;

    /** {@code ratios}: measured over predicted, one for each job. */
    static Correction of(List<Double> ratios) {
        if (ratios.isEmpty()) {
            return NONE;
        }
        double bound = Math.log(MOST);
        List<Double> logs = ratios.stream()
                .map(ratio -> Math.clamp(StrictMath.log(ratio), -bound, bound))
                .toList();
        double median = median(logs);
        double scatter =
                OF_MAD * median(logs.stream().map(x -> Math.abs(x - median)).toList());
        return new Correction(ratios.size(), median, scatter);
    }

    /** By what predictions are multiplied. */
    public double factor() {
        return StrictMath.exp(median * jobs / (jobs + PRIOR));
    }

    /** The prediction as it should have been, narrower the more jobs agree. It stays a prediction. */
    public StepTime of(StepTime predicted) {
        double before = StrictMath.log(predicted.p90() / predicted.p10()) / SPAN;
        if (jobs == 0 || before == 0) {
            return predicted;
        }
        double wider = deviation(before) / before;
        double middle = predicted.p50() * factor();
        return StepTime.predicted(
                middle * StrictMath.pow(predicted.p10() / predicted.p50(), wider),
                middle,
                middle * StrictMath.pow(predicted.p90() / predicted.p50(), wider));
    }

    /** A single job tells nothing about scatter, so the prediction's own counts until there are more. */
    private double deviation(double before) {
        double others = jobs - 1.0;
        double around = (PRIOR * before * before + others * scatter * scatter) / (PRIOR + others);
        double doubt = median * PRIOR / (jobs + PRIOR);
        return Math.max(LEAST_SCATTER, Math.sqrt(around + doubt * doubt));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
