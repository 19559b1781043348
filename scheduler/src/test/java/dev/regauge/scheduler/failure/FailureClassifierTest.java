package dev.regauge.scheduler.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.scheduler.failure.FailureSignal.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureClassifierTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private final FailureClassifier classifier = FailureClassifier.shipped();

    private static FailureSignal exited(String pod, String exitClass, int code) {
        return FailureSignal.trainerExited(pod, "node-" + pod, exitClass, code, "", T);
    }

    private static FailureSignal seen(Kind kind, String pod, String reason) {
        return FailureSignal.of(kind, pod, "node-" + pod, reason, "", T);
    }

    /** Every exit code of the contract but success. */
    @ParameterizedTest
    @CsvSource({
        "20, UserError, UserError",
        "21, OutOfMemory, OutOfMemory",
        "22, NonFiniteLoss, NonFiniteLoss",
        "23, Storage, Storage",
        "24, PeerLost, PeerLost",
        "25, Drained, Preempted",
        "26, ExecutableMismatch, ExecutableMismatch",
        "27, Fenced, Fenced",
        "28, RankMismatch, RankMismatch",
        "29, LogDamaged, LogDamaged",
        "30, StoreUnsuitable, StoreUnsuitable",
        "31, NothingRestorable, NothingRestorable",
        "32, Stuck, Stuck",
        "137, Killed, WorkerKilled",
        "134, Killed, WorkerKilled",
        "1, Killed, WorkerKilled"
    })
    void namesEveryExitOfATrainer(int code, String exitClass, FailureClass expected) {
        assertThat(classifier
                        .classify(List.of(exited("p", exitClass, code)))
                        .orElseThrow()
                        .failureClass())
                .isEqualTo(expected);
    }

    @Test
    void aKilledTrainerIsTheCauseOfItsPeersLosses() {
        List<FailureSignal> signals =
                List.of(exited("a", "PeerLost", 24), exited("b", "Killed", 137), exited("c", "Killed", 134));
        FailureClassifier.Verdict verdict = classifier.classify(signals).orElseThrow();
        assertThat(verdict.failureClass()).isEqualTo(FailureClass.WorkerKilled);
        assertThat(verdict.cause().pod()).isEqualTo("b");
        assertThat(verdict.rule()).isEqualTo("trainer-killed");
    }

    @Test
    void aLostNodeIsTheCauseOfAGonePodAndLostPeers() {
        List<FailureSignal> signals = List.of(
                exited("a", "PeerLost", 24), seen(Kind.PodGone, "b", null), seen(Kind.NodeLost, "b", "Unreachable"));
        assertThat(classifier.classify(signals).orElseThrow().failureClass()).isEqualTo(FailureClass.NodeLost);
    }

    @Test
    void aProgramThatRaisedIsTheCauseOfLostPeers() {
        List<FailureSignal> signals = List.of(exited("a", "PeerLost", 24), exited("b", "UserError", 20));
        assertThat(classifier.classify(signals).orElseThrow().failureClass()).isEqualTo(FailureClass.UserError);
    }

    @Test
    void aPodKilledForMemoryIsOutOfMemory() {
        assertThat(classifier
                        .classify(List.of(seen(Kind.PodFailed, "a", "OOMKilled")))
                        .orElseThrow()
                        .failureClass())
                .isEqualTo(FailureClass.OutOfMemory);
        assertThat(classifier
                        .classify(List.of(seen(Kind.PodFailed, "a", "Error")))
                        .orElseThrow()
                        .failureClass())
                .isEqualTo(FailureClass.WorkerKilled);
    }

    @Test
    void theOrderOfSignalsDoesNotMatter() {
        List<FailureSignal> signals = new ArrayList<>(List.of(
                exited("c", "Killed", 137),
                exited("a", "PeerLost", 24),
                exited("b", "Killed", 137),
                seen(Kind.WorkerSilent, "d", null)));
        var verdict = classifier.classify(signals);
        Collections.reverse(signals);
        assertThat(classifier.classify(signals)).isEqualTo(verdict);
    }

    @Test
    void everyKindOfSignalHasAName() {
        for (Kind kind : Kind.values()) {
            assertThat(classifier.classify(List.of(seen(kind, "a", null))))
                    .as(kind.name())
                    .isPresent();
        }
    }

    @Test
    void noSignalIsNoFailure() {
        assertThat(classifier.classify(List.of())).isEmpty();
    }

    @Test
    void aBadRuleIsNamed() {
        assertThatThrownBy(() -> FailureClassifier.of(List.of("x PodGone colour=red WorkerLost")))
                .hasMessageContaining("colour=red");
        assertThatThrownBy(() -> FailureClassifier.of(List.of("x PodGone"))).hasMessageContaining("'x PodGone'");
        assertThatThrownBy(() -> FailureClassifier.of(List.of("x PodGone any WorkerLost", "x PodGone any WorkerLost")))
                .hasMessageContaining("x stands twice");
    }
}
