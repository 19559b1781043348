package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.RestartBudget;
import java.util.List;
import java.util.Optional;

/**
 * The job itself.
 *
 * @param refusal why the spec cannot be run, where it cannot
 * @param finished as recorded
 * @param epoch as recorded in its status
 * @param failures attempts that failed, oldest first, the newest attempt included where it did
 */
public record JobView(
        String name,
        long steps,
        boolean suspend,
        RestartBudget budget,
        Optional<JobState.Invalid> refusal,
        Optional<JobState.Finished> finished,
        long epoch,
        List<RestartBudget.Failure> failures) {
    public JobView {
        failures = List.copyOf(failures);
    }
}
