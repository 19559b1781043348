package dev.regauge.scheduler.lifecycle;

import java.util.Optional;

/**
 * The job itself.
 *
 * @param refusal why the spec cannot be run, where it cannot
 * @param finished as recorded
 * @param epoch as recorded in its status
 * @param countedRestarts attempts that failed for a reason that counts
 */
public record JobView(
        String name,
        long steps,
        boolean suspend,
        int maxRestarts,
        Optional<JobState.Invalid> refusal,
        Optional<JobState.Finished> finished,
        long epoch,
        int countedRestarts) {}
