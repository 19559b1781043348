package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a start takes: so many hosts of a kind for about so long. Jobs in one lane either all have room or none has.
 *
 * @param overdue those that have waited too long have lanes of their own: other rules hold for them
 * @param length the job lasts at most 2^{@code length} minutes, by the 90th percentile of its step time
 */
public record Lane(
        String profile,
        int chipsPerHost,
        int hosts,
        @Nullable String slice,
        int length,
        boolean overdue) {
    /** About two years: longer than any estimate means anything. */
    private static final int LONGEST = 20;

    public static Lane of(VariantOffer variant, long steps, boolean overdue) {
        return new Lane(
                variant.profile(),
                variant.chipsPerHost(),
                variant.hosts(),
                variant.slice(),
                length(variant, steps),
                overdue);
    }

    /** Rounded up to a power of two minutes, so that few lanes hold many jobs. */
    public static int length(VariantOffer variant, long steps) {
        double minutes = steps * variant.stepTime().p90() / 60;
        int length = 0;
        for (double bound = 1; bound < minutes && length < LONGEST; bound *= 2) {
            length++;
        }
        return length;
    }

    public static Duration bound(int length) {
        return Duration.ofMinutes(1L << length);
    }

    /** Hosts of a profile that have equally many chips. */
    public record Kind(String profile, int chipsPerHost) {
        public static Kind of(VariantOffer variant) {
            return new Kind(variant.profile(), variant.chipsPerHost());
        }
    }

    public Kind kind() {
        return new Kind(profile, chipsPerHost);
    }

    public int chips() {
        return hosts * chipsPerHost;
    }
}
