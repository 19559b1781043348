package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Estimate;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that has chips, and when they are expected back.
 *
 * @param hosts whole healthy hosts that it will give back, by pool and chips
 * @param variant what runs, as far as the hosts tell; null = something that is on its way out
 * @param anchor from when {@code seconds} count
 * @param seconds expected
 * @param end expected, after {@code now} of the last look; the beginning of time for what is leaving
 */
record Run(
        JobRef job,
        Map<Kind, Integer> hosts,
        @Nullable VariantOffer variant,
        Instant anchor,
        double seconds,
        Instant end) {
    /** Hosts of one pool that have equally many chips. */
    record Kind(String pool, int chipsPerHost) {}

    static final Comparator<Run> BY_END = (a, b) -> {
        int byEnd = a.end().compareTo(b.end());
        return byEnd != 0 ? byEnd : a.job().compareTo(b.job());
    };

    Run {
        hosts = Map.copyOf(hosts);
    }

    static Run expected(
            JobRef job,
            Map<Kind, Integer> hosts,
            @Nullable VariantOffer variant,
            Instant anchor,
            double seconds,
            Instant now) {
        return new Run(job, hosts, variant, anchor, seconds, Estimate.end(anchor, seconds, now));
    }

    /** On its way out: its hosts may come back any moment. */
    static Run leaving(JobRef job, Map<Kind, Integer> hosts) {
        return new Run(job, hosts, null, Instant.MIN, 0, Instant.MIN);
    }

    boolean isLeaving() {
        return variant == null;
    }

    Run seenAt(Instant now) {
        return new Run(job, hosts, variant, anchor, seconds, Estimate.end(anchor, seconds, now));
    }
}
