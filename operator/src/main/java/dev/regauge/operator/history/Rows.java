package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Evidence;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.history.Row.Table;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From what passes and heartbeats know to rows. Pure. */
final class Rows {
    private Rows() {}

    static List<Row> of(TrainingAttempt attempt) {
        TrainingAttemptStatus status = attempt.getStatus();
        if (status == null) {
            return List.of();
        }
        TrainingAttemptSpec spec = attempt.getSpec();
        AttemptTimings times = Optional.ofNullable(status.timings()).orElse(AttemptTimings.none());
        String key = spec.job().uid() + "/" + spec.epoch();
        List<Row> rows = new ArrayList<>();
        rows.add(row(
                Table.ATTEMPT,
                key,
                spec.job().uid(),
                spec.epoch(),
                attempt.getMetadata().getNamespace(),
                spec.job().name(),
                spec.variant(),
                spec.profile(),
                spec.pool(),
                spec.members().size() * spec.chipsPerHost(),
                status.phase().name(),
                status.reason(),
                status.message(),
                status.failureClass(),
                time(attempt.getMetadata().getCreationTimestamp()),
                time(times.placed()),
                time(times.assigned()),
                time(times.firstStep()),
                time(times.ended()),
                epoch(status.restored()),
                step(status.restored()),
                epoch(status.lastCommit()),
                step(status.lastCommit()),
                status.step(),
                number(status.productiveSeconds()),
                number(status.heldSeconds()),
                status.backendCompiles()));
        int ordinal = 0;
        for (Evidence fact : status.evidence()) {
            rows.add(row(
                    Table.FAILURE,
                    key + "/" + ordinal,
                    spec.job().uid(),
                    spec.epoch(),
                    ordinal++,
                    fact.what(),
                    fact.pod(),
                    fact.node(),
                    fact.detail(),
                    time(fact.time())));
        }
        return rows;
    }

    static List<Row> of(Executable executable) {
        ExecutableStatus status = executable.getStatus();
        if (status == null || status.phase() == null) {
            return List.of();
        }
        String namespace = executable.getMetadata().getNamespace();
        String name = executable.getMetadata().getName();
        return List.of(row(
                Table.COMPILE_REPORT,
                namespace + "/" + name,
                namespace,
                name,
                status.requestKey(),
                status.executableKey(),
                status.digest(),
                executable.getSpec().target().profile(),
                status.phase().name(),
                status.reason(),
                status.attempt(),
                time(status.readyTime()),
                status.report() == null ? null : Serialization.asJson(status.report())));
    }

    static List<Row> of(Heartbeat beat) {
        List<Row> rows = new ArrayList<>();
        String epoch = beat.jobUid() + "/" + beat.epoch();
        if (beat.rank() == 0) {
            for (Heartbeat.Step step : beat.steps()) {
                rows.add(row(
                        Table.STEP,
                        epoch + "/" + step.step(),
                        beat.jobUid(),
                        beat.epoch(),
                        step.step(),
                        step.loss(),
                        step.gradNorm(),
                        step.updateNorm(),
                        step.batchDigest(),
                        step.seconds()));
            }
        }
        beat.seconds()
                .forEach((bucket, seconds) -> rows.add(row(
                        Table.LEDGER_INTERVAL,
                        epoch + "/" + beat.pod() + "/" + beat.instance() + "/" + bucket,
                        beat.jobUid(),
                        beat.epoch(),
                        beat.pod(),
                        beat.instance(),
                        bucket,
                        seconds)));
        return rows;
    }

    private static Row row(Table table, String key, @Nullable Object... values) {
        return new Row(table, key, Arrays.asList(values));
    }

    private static @Nullable OffsetDateTime time(@Nullable String text) {
        return text == null ? null : OffsetDateTime.parse(text);
    }

    private static @Nullable Double number(@Nullable String text) {
        return text == null ? null : Double.valueOf(text);
    }

    private static @Nullable Long epoch(@Nullable CommitRef commit) {
        return commit == null ? null : commit.epoch();
    }

    private static @Nullable Long step(@Nullable CommitRef commit) {
        return commit == null ? null : commit.step();
    }
}
