package dev.regauge.scheduler.placement;

import java.time.Instant;

/**
 * What is known of an attempt that runs.
 *
 * @param since when it got its chips
 * @param lastCommit when its newest commit was made; before the first one when its state was restored, and {@code since} before that. {@link
 *     JobRequest#remainingSteps} counts from there
 * @param restartSeconds to save, stop, start again and be where it was
 */
public record Progress(Instant since, Instant lastCommit, double restartSeconds) {
    /** Where a job does not say what its restart costs. */
    static final double USUAL_RESTART_SECONDS = 120;

    public Progress {
        if (lastCommit.isBefore(since)) {
            throw new IllegalArgumentException("lastCommit is " + lastCommit + "; allowed: not before since, " + since);
        }
        if (!(restartSeconds >= 0) || Double.isInfinite(restartSeconds)) {
            throw new IllegalArgumentException(
                    "restartSeconds is " + restartSeconds + "; allowed: 0 and above, finite");
        }
    }
}
