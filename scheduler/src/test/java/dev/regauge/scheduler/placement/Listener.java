package dev.regauge.scheduler.placement;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes in what a {@link World} tells, and decides nothing: for tests of what is decided from facts. */
record Listener(Facts facts) implements Engine {
    @Override
    public List<Decision> apply(List<Event> events, Instant now) {
        facts.take(events, now);
        facts.endBatch();
        return List.of();
    }

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.empty();
    }
}
