package dev.regauge.operator.observe;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Whether this process leads, and since when. */
@ApplicationScoped
public class Leadership {
    private final Clock clock;
    private volatile Optional<Instant> since = Optional.empty();

    Leadership(Clock clock) {
        this.clock = clock;
    }

    public void begin() {
        since = Optional.of(clock.instant());
    }

    public void end() {
        since = Optional.empty();
    }

    public boolean leads() {
        return since.isPresent();
    }

    public Optional<Instant> since() {
        return since;
    }
}
