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
        return anchor.plusMillis(millis(seconds, Duration.between(anchor, now).toMillis()));
    }

    /** From {@code now} until {@link #end}, the anchor in milliseconds since 1970. */
    public static double secondsLeft(long anchorMillis, double seconds, Instant now) {
        long passed = now.toEpochMilli() - anchorMillis;
        return (millis(seconds, passed) - passed) / 1000.0;
    }

    /** How long it lasts in all, which is more than has passed. */
    private static long millis(double seconds, long passed) {
        double bounded = Math.clamp(seconds, (double) SHORTEST.toSeconds(), (double) LONGEST.toSeconds());
        long length = (long) Math.ceil(bounded * 1000);
        while (length <= passed) {
            length *= 2;
        }
        return length;
    }
}
