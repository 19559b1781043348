package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.crds.v1alpha1.WaitingStatus;

/** Statuses without the figures that change with every heartbeat or with the clock. */
final class StatusFigures {
    private StatusFigures() {}

    static TrainingJobStatus without(TrainingJobStatus s) {
        return new TrainingJobStatus(
                s.observedGeneration(),
                s.status(),
                s.reason(),
                s.message(),
                s.epoch(),
                s.variant(),
                s.chips(),
                null,
                null,
                null,
                s.lastCommit(),
                s.lastCommitTime(),
                null,
                s.costPerHour(),
                s.restarts(),
                s.countedRestarts(),
                s.startTime(),
                s.finishTime(),
                s.frozen(),
                s.waiting() == null
                        ? null
                        : new WaitingStatus(1, null, null, s.waiting().reasons()),
                s.variants(),
                s.conditions());
    }

    static TrainingAttemptStatus without(TrainingAttemptStatus s) {
        return new TrainingAttemptStatus(
                s.phase(),
                s.reason(),
                s.message(),
                s.restored(),
                s.lastCommit(),
                null,
                null,
                null,
                s.failureClass(),
                s.evidence(),
                s.timings(),
                null,
                null,
                s.fencedBy(),
                s.backendCompiles(),
                s.writer(),
                s.coordinator());
    }
}
