package dev.regauge.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HoldTest {
    private static final String T0 = "2026-01-01T00:00:00Z";
    private static final String T1 = "2026-01-01T01:00:00Z";
    private static final String T2 = "2026-01-01T02:00:00Z";

    private static TrainingAttempt attempt(long epoch, String created, @Nullable String ended, String... members) {
        String status = ended == null
                ? ""
                : ", \"status\": {\"phase\": \"Failed\", \"timings\": {\"ended\": \"" + ended + "\"}}";
        return Serialization.unmarshal(
                """
                {"apiVersion": "regauge.dev/v1alpha1", "kind": "TrainingAttempt", "metadata": {"creationTimestamp": "%s"},
                 "spec": {"job": {"name": "lm", "uid": "u"}, "epoch": %d, "pool": "pool-%d", "chipsPerHost": 4, "members": [%s]}%s}
                """.formatted(created, epoch, epoch, String.join(",", members), status), TrainingAttempt.class);
    }

    private static String member(long podEpoch, int index) {
        return "{\"node\": \"n" + index + "\", \"podEpoch\": " + podEpoch + ", \"podIndex\": " + index + "}";
    }

    private static Pod pod(long epoch, int index) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("lm-" + epoch + "-" + index)
                .withCreationTimestamp(T0)
                .addToLabels(Labels.POD_EPOCH, String.valueOf(epoch))
                .endMetadata()
                .withNewSpec()
                .withNodeName("n" + index)
                .addNewContainer()
                .withNewResources()
                .addToLimits("regauge.dev/cpu-chip", new Quantity("4"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    private static List<Hold> of(List<TrainingAttempt> attempts, Pod... pods) {
        return Hold.of(attempts, List.of(pods), node -> node.equals("n0") ? Optional.of("cpu-4") : Optional.empty());
    }

    private static Hold hold(String pool, int chips, String since, @Nullable String until) {
        return new Hold(pool, chips, Instant.parse(since), until == null ? null : Instant.parse(until));
    }

    @Test
    void anAttemptHoldsItsChipsFromItsCreationWhetherItsPodsAreThereOrNot() {
        TrainingAttempt placing = attempt(1, T0, null, member(1, 0), member(1, 1));

        assertThat(of(List.of(placing))).containsExactly(hold("pool-1", 8, T0, null));
        assertThat(of(List.of(placing), pod(1, 0))).containsExactly(hold("pool-1", 8, T0, null));
    }

    @Test
    void aPodThatIsNotProvenGoneIsPaidAfterTheEndOfItsAttempt() {
        TrainingAttempt failed = attempt(1, T0, T1, member(1, 0), member(1, 1));

        assertThat(of(List.of(failed), pod(1, 1)))
                .containsExactly(hold("pool-1", 8, T0, T1), hold("pool-1", 4, T1, null));
        assertThat(of(List.of(failed))).containsExactly(hold("pool-1", 8, T0, T1));
    }

    @Test
    void aSurvivorIsPaidOnceByTheAttemptThatHasItNow() {
        TrainingAttempt failed = attempt(1, T0, T1, member(1, 0), member(1, 1));
        TrainingAttempt next = attempt(2, T2, null, member(1, 0), member(2, 1));

        assertThat(of(List.of(failed, next), pod(1, 0), pod(2, 1)))
                .containsExactly(hold("pool-1", 8, T0, T1), hold("pool-2", 8, T2, null));
    }

    @Test
    void aPodWhoseAttemptIsGoneCostsWhatItsNodesPoolDoes() {
        assertThat(of(List.of(), pod(3, 0), pod(3, 1))).containsExactly(hold("cpu-4", 4, T0, null));
    }
}
