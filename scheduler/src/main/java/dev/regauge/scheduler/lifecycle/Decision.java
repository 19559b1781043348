package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a pass comes to.
 *
 * @param state the job's state after the pass
 * @param attempt what to record of the newest attempt before any effect
 * @param wakeAt when time alone may change the verdict
 */
public record Decision(
        JobState state, Optional<AttemptRecord> attempt, List<Effect> effects, Optional<Instant> wakeAt) {
    public Decision {
        effects = List.copyOf(effects);
    }

    /** A change of the newest attempt. */
    public record AttemptRecord(long epoch, AttemptPhase phase, Optional<Ending> ending) {}
}
