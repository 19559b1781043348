package dev.regauge.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.lifecycle.PodView;
import dev.regauge.scheduler.lifecycle.Proof;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodViewsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final NodeView NODE = new NodeView("host", Map.of(), true, true, false, "boot-1", Map.of());

    private static PodBuilder pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("lm-1-0")
                .withUid("u")
                .withCreationTimestamp("2026-01-01T11:59:00Z")
                .addToFinalizers(Labels.CHIPS)
                .addToAnnotations(Labels.BOOT_ID, "boot-1")
                .addToAnnotations(Labels.NODE, "host")
                .endMetadata()
                .withNewSpec()
                .withNodeName("host")
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus();
    }

    private static Optional<String> proof(Pod pod, Optional<NodeView> node, boolean goodbye) {
        return PodViews.of(pod, node, goodbye, true, NOW).gone().map(Proof::what);
    }

    @Test
    void aRunningPodIsNotGone() {
        assertThat(proof(pod().build(), Optional.of(NODE), false)).isEmpty();
    }

    @Test
    void aDeletedPodOfWhichNothingIsHeardIsNotGone() {
        Pod deleted = pod().editMetadata()
                .withDeletionTimestamp("2026-01-01T11:59:30Z")
                .endMetadata()
                .build();

        assertThat(proof(deleted, Optional.of(NODE), false)).isEmpty();
        assertThat(PodViews.of(deleted, Optional.of(NODE), false, true, NOW).living())
                .isFalse();
    }

    @Test
    void aTerminalPhaseAloneIsNoProofWhileAContainerRuns() {
        Pod failed = pod().editStatus().withPhase("Failed").endStatus().build();

        assertThat(proof(failed, Optional.of(NODE), false)).isEmpty();
    }

    @Test
    void theKubeletsLastReportIsProof() {
        Pod ended = pod().editStatus()
                .withPhase("Failed")
                .editFirstContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withExitCode(137)
                .withReason("OOMKilled")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();

        Proof proof =
                PodViews.of(ended, Optional.of(NODE), false, true, NOW).gone().orElseThrow();
        assertThat(proof.what()).isEqualTo("KubeletReported");
        assertThat(proof.detail()).isEqualTo("OOMKilled");
    }

    @Test
    void goodbyeNodeGoneRebootAndOutOfServiceAreProof() {
        NodeView rebooted = new NodeView("host", Map.of(), true, true, false, "boot-2", Map.of());
        NodeView outOfService = new NodeView("host", Map.of(), false, true, true, "boot-1", Map.of());

        assertThat(proof(pod().build(), Optional.of(NODE), true)).contains("Goodbye");
        assertThat(proof(pod().build(), Optional.empty(), false)).contains("NodeGone");
        assertThat(proof(pod().build(), Optional.of(rebooted), false)).contains("NodeRebooted");
        assertThat(proof(pod().build(), Optional.of(outOfService), false)).contains("OutOfService");
    }

    @Test
    void aPodWaitsForKubeSchedulerOnlyWhileThatLives() {
        Pod unbound = pod().editSpec().withNodeName(null).endSpec().build();

        PodView waiting = PodViews.of(unbound, Optional.of(NODE), false, true, NOW);
        assertThat(waiting.unboundSince()).contains(Instant.parse("2026-01-01T11:59:00Z"));
        assertThat(waiting.node()).isEqualTo("host");
        assertThat(PodViews.of(unbound, Optional.of(NODE), false, false, NOW).unboundSince())
                .isEmpty();
    }
}
