package dev.regauge.scheduler.placement;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which job runs where. One thread calls it. Facts go in as events, each idempotent and replacing what was known under its name, so that an
 * engine fed from fresh lists decides as one that saw every change. Every batch is worked to a fixpoint: afterwards no waiting job could be placed.
 */
public interface Engine {
    /** An engine that knows nothing yet. */
    static Engine create() {
        return new WholeHostEngine(true);
    }

    /** The same, but it says nothing of those who wait: for simulations, in which nobody reads it. */
    static Engine silent() {
        return new WholeHostEngine(false);
    }

    /**
     * @param now not before the {@code now} of an earlier call
     * @return what changed: {@link Decision.Place} once per job and epoch (until refused), {@link Decision.Wait} when reasons or position are new,
     *     {@link Decision.Release} once per job and epoch
     */
    List<Decision> apply(List<Event> events, Instant now);

    /** When time alone may change a verdict: call {@link #apply} with no events then. Empty = only events can. */
    Optional<Instant> wakeAt();

    /**
     * What each queue used lately, in money per hour. All else an engine knows again from fresh lists; this only from {@link Event.QueueUsed}, so it
     * is worth keeping. Empty for an engine that does not remember.
     */
    default Map<String, Double> averageUse() {
        return Map.of();
    }
}
