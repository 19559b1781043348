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

    /**
     * A change of the newest attempt.
     *
     * @param ending how it ended; present exactly when the phase is final
     * @param drain how it will end once it saved and stopped; it is told to after this is written
     */
    public record AttemptRecord(long epoch, AttemptPhase phase, Optional<Ending> ending, Optional<Ending> drain) {
        static AttemptRecord moved(long epoch, AttemptPhase phase) {
            return new AttemptRecord(epoch, phase, Optional.empty(), Optional.empty());
        }

        static AttemptRecord draining(long epoch, Ending drain) {
            return new AttemptRecord(epoch, AttemptPhase.Running, Optional.empty(), Optional.of(drain));
        }

        static AttemptRecord ended(long epoch, Ending ending) {
            return new AttemptRecord(epoch, ending.phase(), Optional.of(ending), Optional.empty());
        }
    }
}
