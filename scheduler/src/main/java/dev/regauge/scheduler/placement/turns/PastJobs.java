package dev.regauge.scheduler.placement.turns;

import java.time.Instant;

/**
 * What a line has seen come: which sizes bring how much of the work, and how long first come, first served would have kept the unluckiest job. The past
 * {@link Fading fades}.
 */
final class PastJobs {
    /** By powers of two of chip-seconds, so that the memory is small and the same in whatever order jobs came. */
    private static final int OCTAVES = 64;

    private final double[] work = new double[OCTAVES];
    private double longestSeconds;
    private final Fading fading = new Fading();

    /**
     * A job of so many chip-seconds has come.
     *
     * @param inTurnSeconds until it would end, were all served in the order in which they came
     */
    void came(double service, double inTurnSeconds, Instant now) {
        fade(now);
        int octave = Math.clamp(Math.getExponent(service), 0, OCTAVES - 1);
        work[octave] += service;
        longestSeconds = Math.max(longestSeconds, inTurnSeconds);
    }

    private void fade(Instant now) {
        double kept = fading.kept(now);
        if (kept < 1) {
            for (int i = 0; i < OCTAVES; i++) {
                work[i] *= kept;
            }
            longestSeconds *= kept;
        }
    }

    /** How long the unluckiest job would have taken in the order of arrival. */
    double longestSeconds(Instant now) {
        fade(now);
        return longestSeconds;
    }

    /** Up to how many chip-seconds jobs, from the smallest on, bring this share of the work; inside an octave as if it were even. */
    double sizeThatBrings(double share, Instant now) {
        fade(now);
        double left = 0;
        for (double octave : work) {
            left += octave * share;
        }
        for (int i = 0; i < OCTAVES; i++) {
            if (left < work[i]) {
                return Math.scalb(1 + left / work[i], i);
            }
            left -= work[i];
        }
        return Double.POSITIVE_INFINITY;
    }
}
