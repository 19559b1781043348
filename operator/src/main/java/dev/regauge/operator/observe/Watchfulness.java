package dev.regauge.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Since when a member's silence counts. Silence is judged only over time in which this process could have heard: it led, its ticker was on time, the
 * API server was there, and the member had two periods to greet this leader.
 *
 * @param heartbeat the period of heartbeats
 * @param leadingSince empty while another process leads
 * @param lastStall when the ticker was last seen to be late, or the API server to be back
 */
public record Watchfulness(Duration heartbeat, Optional<Instant> leadingSince, Instant lastStall) {
    /** Empty = silence means nothing. {@code expected} = it ran before this leader began, or was heard of already. */
    public Optional<Instant> quietSince(Optional<Instant> lastHeard, boolean waiting, boolean expected) {
        if (leadingSince.isEmpty() || waiting || (lastHeard.isEmpty() && !expected)) {
            return Optional.empty();
        }
        Instant greetBy = leadingSince.get().plus(heartbeat.multipliedBy(2));
        Instant from = lastHeard.orElse(greetBy);
        return Optional.of(latest(from, latest(greetBy, lastStall)));
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
