package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.Evidence;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.gateway.wire.Heartbeat;
import java.util.ArrayList;
import java.util.List;

/** From what passes and heartbeats know to rows. Pure. */
final class Rows {
    private Rows() {}

    static List<Row> of(TrainingAttempt attempt) {
        TrainingAttemptStatus status = attempt.getStatus();
        if (status == null) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        rows.add(new AttemptRow(attempt, status));
        int ordinal = 0;
        for (Evidence fact : status.evidence()) {
            rows.add(new FailureRow(
                    attempt.getSpec().job().uid(), attempt.getSpec().epoch(), ordinal++, fact));
        }
        return rows;
    }

    static List<Row> of(Executable executable) {
        ExecutableStatus status = executable.getStatus();
        return status == null || status.phase() == null ? List.of() : List.of(new CompileReportRow(executable, status));
    }

    static List<Row> of(Heartbeat beat) {
        List<Row> rows = new ArrayList<>();
        if (beat.rank() == 0) {
            beat.steps().forEach(step -> rows.add(new StepRow(beat.jobUid(), beat.epoch(), step)));
        }
        beat.seconds().forEach((bucket, seconds) -> rows.add(new LedgerRow(beat, bucket, seconds)));
        return rows;
    }
}
