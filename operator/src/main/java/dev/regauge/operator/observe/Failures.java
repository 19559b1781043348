package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.failure.RestartBudget.Failure;
import java.util.ArrayList;
import java.util.List;

/** The failures of a job as its attempts record them, so that a restart is counted once whatever was interrupted. */
public final class Failures {
    private Failures() {}

    /** {@code attempts}: oldest epoch first. */
    public static List<Failure> of(List<TrainingAttempt> attempts) {
        List<Failure> failures = new ArrayList<>();
        long best = 0;
        for (TrainingAttempt attempt : attempts) {
            TrainingAttemptStatus status = attempt.getStatus();
            if (status == null) {
                continue;
            }
            CommitRef commit = status.lastCommit();
            long committed = commit == null ? 0 : commit.step();
            if (status.phase() == AttemptPhase.Failed && status.failureClass() != null) {
                failures.add(new Failure(FailureClass.valueOf(status.failureClass()), committed > best));
            }
            best = Math.max(best, committed);
        }
        return failures;
    }
}
