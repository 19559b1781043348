package dev.regauge.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.TrainingAttempt;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldingsTest {
    private static TrainingAttempt attempt(long epoch, String profile, String phase, String members) {
        return Serialization.unmarshal("""
                {"apiVersion": "regauge.dev/v1alpha1", "kind": "TrainingAttempt",
                 "spec": {"job": {"name": "lm", "uid": "u"}, "epoch": %d, "profile": "%s", "chipsPerHost": 4, "members": [%s]},
                 "status": {"phase": "%s"}}
                """.formatted(epoch, profile, members, phase), TrainingAttempt.class);
    }

    private static String member(long podEpoch, int index) {
        return "{\"node\": \"n" + index + "\", \"podEpoch\": " + podEpoch + ", \"podIndex\": " + index + "}";
    }

    private static Pod pod(long epoch, int index) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("lm-" + epoch + "-" + index)
                .addToLabels(Labels.POD_EPOCH, String.valueOf(epoch))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withNewResources()
                .addToLimits("regauge.dev/cpu-chip", new Quantity("4"))
                .addToLimits("memory", new Quantity("1Gi"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void aMemberWhosePodIsYetToComeHoldsItsChipsAlready() {
        TrainingAttempt placing = attempt(1, "cpu", "Placing", member(1, 0) + "," + member(1, 1));

        assertThat(Holdings.of(List.of(placing), List.of())).isEqualTo(Map.of("cpu", 8));
        assertThat(Holdings.of(List.of(placing), List.of(pod(1, 0)))).isEqualTo(Map.of("cpu", 8));
    }

    @Test
    void aPodOfAnEndedAttemptHoldsItsChipsUntilItIsGone() {
        TrainingAttempt failed = attempt(1, "cpu", "Failed", member(1, 0) + "," + member(1, 1));
        TrainingAttempt next = attempt(2, "tpu-v5p", "Running", member(2, 0));

        assertThat(Holdings.of(List.of(failed, next), List.of(pod(1, 1), pod(2, 0))))
                .isEqualTo(Map.of("cpu", 4, "tpu-v5p", 4));
        assertThat(Holdings.of(List.of(failed), List.of())).isEmpty();
    }

    @Test
    void aSurvivorCountsOnce() {
        TrainingAttempt failed = attempt(1, "cpu", "Failed", member(1, 0) + "," + member(1, 1));
        TrainingAttempt next = attempt(2, "cpu", "Placing", member(1, 0) + "," + member(2, 1));

        assertThat(Holdings.of(List.of(failed, next), List.of(pod(1, 0)))).isEqualTo(Map.of("cpu", 8));
    }
}
