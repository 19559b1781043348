package dev.regauge.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.files.BadExample;
import dev.regauge.crds.files.Repository;
import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.MismatchPolicy;
import dev.regauge.crds.v1alpha1.OnDelete;
import dev.regauge.crds.v1alpha1.Remat;
import dev.regauge.crds.v1alpha1.Selection;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesIT {
    private final ApiServer server = ApiServer.shared();

    static Stream<BadExample> refused() {
        return BadExample.all().stream().filter(BadExample::isRefused);
    }

    static Stream<BadExample> refusedAsChange() {
        return BadExample.all().stream().filter(BadExample::isRefusedAsChange);
    }

    static Stream<BadExample> refusedLater() {
        return BadExample.all().stream().filter(example -> !example.isRefused() && !example.isRefusedAsChange());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithItsMessage(BadExample example) {
        assertThat(Requests.refusalOfCreation(server.admin(), Requests.read(example.text())))
                .as(example.toString())
                .hasValueSatisfying(message -> assertThat(message).contains(example.says()));
    }

    @ParameterizedTest
    @MethodSource("refusedAsChange")
    void isRefusedAsAChangeWithItsMessage(BadExample example) {
        var job = Requests.create(server.admin(), Requests.read(Repository.text("examples/byte-lm.yaml")));
        try {
            var changed = Requests.read(example.text());
            changed.getMetadata().setResourceVersion(job.getMetadata().getResourceVersion());
            assertThat(Requests.refusalOfChange(server.admin(), changed))
                    .hasValueSatisfying(message -> assertThat(message).contains(example.says()));
        } finally {
            server.admin().resource(job).delete();
        }
    }

    /** What needs a profile, a queue or a compiler is none of the API server's business. */
    @ParameterizedTest
    @MethodSource("refusedLater")
    void isLeftToThoseWhoKnowMore(BadExample example) {
        assertThat(Requests.refusalOfCreation(server.admin(), Requests.read(example.text())))
                .isEmpty();
    }

    @Test
    void goodExamplesAreAccepted() {
        for (String file : List.of("byte-lm", "minimal")) {
            assertThat(Requests.refusalOfCreation(
                            server.admin(), Requests.read(Repository.text("examples/" + file + ".yaml"))))
                    .as(file)
                    .isEmpty();
        }
        for (String file : List.of("queue", "pools")) {
            for (var object : ApiServer.objects(Repository.text("examples/" + file + ".yaml"))) {
                assertThat(server.admin().resource(object).dryRun().create())
                        .as(file)
                        .isNotNull();
            }
        }
    }

    @Test
    void theShortestJobIsFilledUpWithDefaults() {
        var spec = filledUp("examples/minimal.yaml", TrainingJob.class).getSpec();
        assertThat(spec.selection()).isEqualTo(Selection.Cheapest);
        assertThat(spec.onExecutableMismatch()).isEqualTo(MismatchPolicy.Stop);
        assertThat(spec.priority()).isZero();
        assertThat(spec.suspend()).isFalse();
        assertThat(spec.checkpoint().store().claim()).isEqualTo("checkpoints");
        assertThat(spec.checkpoint().onDelete()).isEqualTo(OnDelete.Retain);
        assertThat(spec.checkpoint().keep()).isNotNull().satisfies(keep -> assertThat(keep.last())
                .isEqualTo(3));
        assertThat(spec.recovery()).isNotNull().satisfies(recovery -> assertThat(recovery.maxRestarts())
                .isEqualTo(10));
        assertThat(spec.variants()).singleElement().satisfies(variant -> {
            assertThat(variant.remat()).isEqualTo(Remat.None);
            assertThat(variant.gradientAccumulation()).isEqualTo(1);
            assertThat(variant.axisRules()).isEmpty();
        });
    }

    @Test
    void javaReadsTheSameDefaultsFromAFileAsTheServerSets() {
        assertThat(Serialization.unmarshal(Repository.text("examples/minimal.yaml"), TrainingJob.class)
                        .getSpec())
                .isEqualTo(filledUp("examples/minimal.yaml", TrainingJob.class).getSpec());
        assertThat(Serialization.unmarshal(Repository.text("examples/queue.yaml"), JobQueue.class)
                        .getSpec())
                .isEqualTo(filledUp("examples/queue.yaml", JobQueue.class).getSpec());
        String pool = Repository.text("examples/pools.yaml").split("(?m)^---$", -1)[0];
        assertThat(Serialization.unmarshal(pool, AcceleratorPool.class).getSpec())
                .isEqualTo(filled(pool, AcceleratorPool.class).getSpec());
    }

    @Test
    void javaTellsAbsenceFromZero() {
        String migration =
                Repository.text("examples/minimal.yaml") + "  migration: {parity: {}}\n  recovery: {rules: []}\n";
        assertThat(Serialization.unmarshal(migration, TrainingJob.class).getSpec())
                .isEqualTo(filled(migration, TrainingJob.class).getSpec());
        String zero = Repository.text("examples/minimal.yaml")
                + "  migration: {minimumStaySeconds: 0, parity: {steps: 0}}\n  recovery: {maxRestarts: 0}\n";
        assertThat(Serialization.unmarshal(zero, TrainingJob.class).getSpec())
                .isEqualTo(filled(zero, TrainingJob.class).getSpec());
    }

    private <T extends HasMetadata> T filledUp(String file, Class<T> kind) {
        return filled(Repository.text(file), kind);
    }

    /** The object as the server would store it. */
    private <T extends HasMetadata> T filled(String yaml, Class<T> kind) {
        var stored = server.admin().resource(Requests.read(yaml)).dryRun().create();
        return Serialization.unmarshal(Serialization.asJson(stored), kind);
    }
}
