package dev.regauge.scheduler.placement;

import org.jspecify.annotations.Nullable;

/**
 * One way to run the job.
 *
 * @param slice shape in chips for v5p ({@code 2x2x4}), else null
 * @param ready its executable is compiled and fits
 */
public record VariantOffer(
        String name,
        String profile,
        int hosts,
        int chipsPerHost,
        @Nullable String slice,
        StepTime stepTime,
        boolean ready) {
    public VariantOffer {
        if (hosts < 1 || chipsPerHost < 1) {
            throw new IllegalArgumentException("variant " + name + " has " + hosts + " hosts of " + chipsPerHost
                    + " chips; allowed: at least 1 of each");
        }
    }

    public int chips() {
        return Math.multiplyExact(hosts, chipsPerHost);
    }
}
