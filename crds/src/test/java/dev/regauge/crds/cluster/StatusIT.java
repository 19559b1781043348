package dev.regauge.crds.cluster;

import static dev.regauge.crds.cluster.ApiServer.Who.COMPILE_SERVICE;
import static dev.regauge.crds.cluster.ApiServer.Who.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regauge.crds.files.Repository;
import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.AcceleratorPoolStatus;
import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.ConditionType;
import dev.regauge.crds.v1alpha1.Evidence;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.FrozenFacts;
import dev.regauge.crds.v1alpha1.JobState;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.ReportSummary;
import dev.regauge.crds.v1alpha1.StepSeconds;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.crds.v1alpha1.VariantStatus;
import dev.regauge.crds.v1alpha1.WaitingReason;
import dev.regauge.crds.v1alpha1.WaitingStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Java classes as the services use them: written with every field, read back equal, shown in columns. */
class StatusIT {
    private static final String TIME = "2026-01-01T00:00:00Z";
    private static final String KEY = "0123456789abcdef".repeat(4);

    private final ApiServer server = ApiServer.shared();

    @Test
    void aJobsStatusComesBackAsItWasWritten() {
        TrainingJob written = job("status-job", JobState.Training, Reason.Running, "False");
        TrainingJob read = server.admin().resource(written).get();
        assertThat(read.getStatus()).isEqualTo(written.getStatus());
    }

    @Test
    void anExecutablesStatusComesBackAsItWasWritten() {
        server.admin().resource(Samples.executable("status-executable")).create();
        var executables = server.as(COMPILE_SERVICE).resources(Executable.class).inNamespace(ApiServer.NAMESPACE);
        var executable = executables.withName("status-executable").get();
        var status = new ExecutableStatus(
                1L,
                ExecutablePhase.Ready,
                Reason.CompiledReady.name(),
                "stored",
                KEY,
                KEY,
                "sha256:" + KEY,
                7_340_032L,
                1,
                "rgc-status-executable-1",
                "Compiled",
                new ReportSummary(
                        "1.2e+11",
                        2_147_483_648L,
                        536_870_912L,
                        900,
                        120,
                        130,
                        "0.01",
                        "0.02",
                        "0.05",
                        "3.4",
                        1L,
                        2L,
                        true),
                TIME,
                TIME,
                1,
                List.of());
        executable.setStatus(status);
        executables.resource(executable).lockResourceVersion().updateStatus();
        assertThat(executables.withName("status-executable").get().getStatus()).isEqualTo(status);
    }

    @Test
    void anAttemptsStatusComesBackAsItWasWritten() {
        server.as(OPERATOR).resource(Samples.attempt("status", 3)).create();
        var attempts = server.as(OPERATOR).resources(TrainingAttempt.class).inNamespace(ApiServer.NAMESPACE);
        var attempt = attempts.withName("status-3").get();
        var status = new TrainingAttemptStatus(
                AttemptPhase.Failed,
                Reason.WorkerLost.name(),
                "pod status-1-1 is gone",
                new CommitRef(2, 100),
                new CommitRef(3, 120),
                133L,
                "2.31",
                new StepSeconds("0.1", "0.12", 33),
                "WorkerLost",
                List.of(new Evidence("pod deleted", "status-1-1", "cpu-4-b", null, TIME)),
                new AttemptTimings(TIME, TIME, TIME, TIME, TIME, TIME, TIME, TIME, TIME),
                "100.5",
                "120.25",
                4L,
                0,
                "agent-3",
                "10.63.0.9:31877");
        attempt.setStatus(status);
        attempts.resource(attempt).lockResourceVersion().updateStatus();
        assertThat(attempts.withName("status-3").get().getStatus()).isEqualTo(status);
    }

    /** The first write of a new leader, and its compare-and-set. */
    @Test
    void aPoolsTermIsRaisedByOneLeaderOnly() {
        var admin = server.admin();
        var samples = ApiServer.objects(Repository.text("examples/pools.yaml"));
        admin.resource(samples.getFirst()).create();
        var pools = server.as(OPERATOR).resources(AcceleratorPool.class);
        var mine = pools.withName("cpu-8").get();
        var other = pools.withName("cpu-8").get();
        mine.setStatus(new AcceleratorPoolStatus(1L, 1, 1, 8, 8, 0, 0, "8", List.of()));
        pools.resource(mine).lockResourceVersion().updateStatus();
        assertThat(pools.withName("cpu-8").get().getStatus()).isEqualTo(mine.getStatus());
        other.setStatus(new AcceleratorPoolStatus(1L, 1, 1, 8, 8, 0, 0, "8", List.of()));
        assertThatThrownBy(() -> pools.resource(other).lockResourceVersion().updateStatus())
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(409));
    }

    @Test
    void anAttemptIsNamedByJobAndEpoch() {
        var wrong = Samples.attempt("named", 2);
        wrong.getMetadata().setName("named-3");
        assertThat(Requests.refusalOfCreation(server.admin(), wrong)).hasValueSatisfying(message -> assertThat(message)
                .contains("`metadata.name` is `named-3`, but must be `named-2`"));
    }

    /** `kubectl wait --for=condition=Finished` looks at just this. */
    @Test
    void waitingForFinishedEndsForAFailedJob() {
        TrainingJob failed = job("wait-job", JobState.Failed, Reason.RestartsExhausted, "True");
        var met = server.admin()
                .resource(failed)
                .waitUntilCondition(
                        job -> job != null
                                && job.getStatus().conditions().stream()
                                        .anyMatch(c -> c.getType().equals("Finished")
                                                && c.getStatus().equals("True")),
                        10,
                        TimeUnit.SECONDS);
        assertThat(met.getStatus().reason()).isEqualTo("RestartsExhausted");
    }

    @Test
    void aConditionWithoutAReasonIsRefused() {
        var job = server.admin().resource(created("reasonless-job")).get();
        job.setStatus(status(
                JobState.Queued,
                Reason.WaitingForQuota,
                List.of(new ConditionBuilder()
                        .withType("Admitted")
                        .withStatus("False")
                        .withLastTransitionTime(TIME)
                        .build())));
        assertThatThrownBy(() ->
                        server.as(OPERATOR).resource(job).lockResourceVersion().updateStatus())
                .hasMessageContaining("status.conditions[0].reason: Required value");
    }

    @Test
    void columnsTellTheStoryOfAJobInEightyCharacters() {
        job("byte-lm", JobState.Training, Reason.Running, "False");
        JsonNode table = table("trainingjobs", "byte-lm");
        assertThat(titles(table, 0))
                .containsExactly("Name", "VARIANT", "CHIPS", "QUEUE", "STATUS", "REASON", "STEP", "GOODPUT", "AGE");
        assertThat(titles(table, 1)).containsExactly("ETA", "LASTCKPT", "RESTARTS", "COST/H", "EPOCH");
        var cells = cells(table, 0);
        assertThat(cells.subList(0, 8))
                .containsExactly("byte-lm", "cpu-2x4", "8", "research", "Training", "Running", "133", "0.913");
        assertThat(width(titles(table, 0), cells)).isLessThanOrEqualTo(80);
    }

    private TrainingJob job(String name, JobState state, Reason reason, String finished) {
        var job = server.admin().resource(created(name)).get();
        job.setStatus(status(
                state,
                reason,
                Arrays.stream(ConditionType.values())
                        .map(type -> condition(type, reason, type == ConditionType.Finished ? finished : "Unknown"))
                        .toList()));
        return server.as(OPERATOR).resource(job).lockResourceVersion().updateStatus();
    }

    private TrainingJob created(String name) {
        server.admin().resource(Samples.job(name)).create();
        return server.admin()
                .resources(TrainingJob.class)
                .inNamespace(ApiServer.NAMESPACE)
                .withName(name)
                .get();
    }

    private static Condition condition(ConditionType type, Reason reason, String status) {
        return new ConditionBuilder()
                .withType(type.name())
                .withStatus(status)
                .withReason(reason.name())
                .withMessage(reason.meaning())
                .withLastTransitionTime(TIME)
                .withObservedGeneration(1L)
                .build();
    }

    private static TrainingJobStatus status(JobState state, Reason reason, List<Condition> conditions) {
        return new TrainingJobStatus(
                1L,
                state.name(),
                reason.name(),
                reason.meaning(),
                2,
                "cpu-2x4",
                8,
                133L,
                "2.31",
                "0.913",
                new CommitRef(2, 120),
                TIME,
                "2026-01-01T00:05:00Z",
                "0.32",
                1,
                0,
                TIME,
                null,
                new FrozenFacts(Map.of("cpu-2x4", "registry/worker@sha256:" + KEY), Map.of("cpu", 1L)),
                new WaitingStatus(
                        2,
                        TIME,
                        null,
                        List.of(new WaitingReason(Reason.NotEnoughChips.name(), Reason.NotEnoughChips.meaning()))),
                List.of(new VariantStatus(
                        "cpu-2x4",
                        KEY.substring(0, 32),
                        "Ready",
                        Reason.CompiledReady.name(),
                        null,
                        KEY,
                        "sha256:" + KEY,
                        "0.02")),
                conditions);
    }

    private JsonNode table(String plural, String name) {
        String path = "/apis/regauge.dev/v1alpha1/namespaces/" + ApiServer.NAMESPACE + "/" + plural + "/" + name;
        return Serialization.unmarshal(Tables.read(server.admin(), path), JsonNode.class);
    }

    private static List<String> titles(JsonNode table, int priority) {
        var titles = new ArrayList<String>();
        table.path("columnDefinitions").forEach(column -> {
            if (column.path("priority").asInt() == priority) {
                titles.add(column.path("name").asText());
            }
        });
        return titles;
    }

    private static List<String> cells(JsonNode table, int priority) {
        var cells = new ArrayList<String>();
        for (int i = 0; i < table.path("columnDefinitions").size(); i++) {
            if (table.path("columnDefinitions").path(i).path("priority").asInt() == priority) {
                cells.add(table.path("rows").path(0).path("cells").path(i).asText());
            }
        }
        return cells;
    }

    /** As kubectl prints: the widest of title and value, three blanks between. */
    private static int width(List<String> titles, List<String> cells) {
        int width = 3 * (titles.size() - 1);
        for (int i = 0; i < titles.size(); i++) {
            width += Math.max(titles.get(i).length(), cells.get(i).length());
        }
        return width;
    }
}
