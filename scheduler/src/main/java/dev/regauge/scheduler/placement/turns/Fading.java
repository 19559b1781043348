package dev.regauge.scheduler.placement.turns;

import java.time.Duration;
import java.time.Instant;

/** How the past of a line is forgotten: it counts half as much every {@link #HALF_LIFE}. */
final class Fading {
    /** Long against the life of the largest jobs, short against that of a team. */
    private static final Duration HALF_LIFE = Duration.ofDays(180);

    private Instant asOf = Instant.MIN;

    /** Which part is left of what was known when this was asked last. */
    double kept(Instant now) {
        Instant before = asOf;
        if (!before.isBefore(now)) {
            return 1;
        }
        asOf = now;
        return before == Instant.MIN
                ? 1
                : StrictMath.pow(0.5, (double) Duration.between(before, now).toSeconds() / HALF_LIFE.toSeconds());
    }
}
