package dev.regauge.scheduler.placement.queue;

import java.time.Duration;
import java.time.Instant;

/** How long something will last that has been estimated. */
public final class Estimate {
    /** Less is not worth estimating: a pod takes that long to go. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final Duration LONGEST = Duration.ofDays(3650);

    private Estimate() {}

    /** What has lasted longer than expected is expected to last twice as long, again and again: the estimate was wrong, and nobody knows by how much. */
    public static Instant end(Instant anchor, double seconds, Instant now) {
        double bounded = Math.clamp(seconds, (double) SHORTEST.toSeconds(), (double) LONGEST.toSeconds());
        long length = (long) Math.ceil(bounded * 1000);
        while (!anchor.plusMillis(length).isAfter(now)) {
            length *= 2;
        }
        return anchor.plusMillis(length);
    }
}
