package dev.regauge.compileservice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class PodReadingTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(5), Duration.ofMinutes(30), "6Gi");
    private static final Node NODE = node("True", CREATED);

    private static Node node(String ready, Instant since) {
        return new NodeBuilder()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastTransitionTime(since.toString())
                .endCondition()
                .endStatus()
                .build();
    }

    private static PodBuilder pod(String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp(CREATED.toString())
                .endMetadata()
                .withNewSpec()
                .withNodeName("cpu-4-a")
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .withStartTime(CREATED.toString())
                .endStatus();
    }

    private static Pod with(String phase, Consumer<ContainerStateBuilder> state) {
        ContainerStateBuilder builder = new ContainerStateBuilder();
        state.accept(builder);
        return pod(phase)
                .editStatus()
                .addNewContainerStatus()
                .withState(builder.build())
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Pod ended(int code, String reason, String message) {
        return with(code == 0 ? "Succeeded" : "Failed", s -> s.withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .endTerminated());
    }

    private static Pod running() {
        return with("Running", s -> s.withNewRunning().endRunning());
    }

    private static TryState read(Pod pod, Node node, long seconds) {
        return PodReading.read(pod, node, LIMITS, CREATED.plusSeconds(seconds));
    }

    private static void ends(TryState state, Outcome outcome, String message) {
        assertThat(state)
                .asInstanceOf(InstanceOfAssertFactories.type(TryState.Ended.class))
                .satisfies(e -> {
                    assertThat(e.outcome()).isEqualTo(outcome);
                    assertThat(e.message()).contains(message);
                });
    }

    @Test
    void no_pod_is_absent() {
        assertThat(read(null, null, 0)).isEqualTo(new TryState.Absent());
    }

    @Test
    void the_exit_code_says_the_outcome_and_the_message_the_rest() {
        ends(
                read(ended(0, "Completed", "{\"outcome\":\"Compiled\",\"message\":\"ok\"}"), NODE, 1),
                Outcome.Compiled,
                "ok");
        ends(
                read(ended(11, "Error", "{\"message\":\"Traceback: boom\"}"), NODE, 1),
                Outcome.ProgramError,
                "Traceback: boom");
        ends(
                read(ended(15, "Error", "{\"message\":\"remat is 'Half'; allowed: None\"}"), NODE, 1),
                Outcome.RequestInvalid,
                "remat is 'Half'");
        ends(read(ended(139, "Error", ""), NODE, 1), Outcome.CompilerCrash, "the compiler was ended by signal 11");
        ends(
                read(ended(1, "Error", "last lines of a log"), NODE, 1),
                Outcome.CompilerCrash,
                "the compiler ended with code 1: last lines of a log");
        ends(read(ended(13, "Error", "[1]"), NODE, 1), Outcome.CompilerCrash, "the compiler ended with code 13");
    }

    @Test
    void what_does_not_fit_says_need_and_limit() {
        TryState state = read(
                ended(10, "Error", "{\"needBytes\":8589934592,\"limitBytes\":4294967296,\"message\":\"step\"}"),
                NODE,
                1);
        ends(
                state,
                Outcome.DoesNotFit,
                "needs 8.00 GiB (8589934592 bytes) of device memory per chip; allowed: 4.00 GiB (4294967296 bytes). step");
        assertThat(((TryState.Ended) state).need()).isEqualTo(new TryState.Need(8589934592L, 4294967296L));
    }

    @Test
    void ends_that_the_kubelet_decided_on() {
        ends(read(ended(137, "OOMKilled", ""), NODE, 1), Outcome.CompilerCrash, "needed more than 6Gi of memory");
        Pod late = pod("Failed")
                .editStatus()
                .withReason("DeadlineExceeded")
                .endStatus()
                .build();
        ends(read(late, NODE, 1), Outcome.Timeout, "longer than 1800 s");
        Pod evicted = pod("Failed")
                .editStatus()
                .withReason("Evicted")
                .withMessage("low on disk")
                .endStatus()
                .build();
        ends(read(evicted, NODE, 1), Outcome.PodLost, "the node evicted the pod: low on disk");
        ends(read(pod("Failed").build(), NODE, 1), Outcome.PodLost, "the pod is Failed");
    }

    @Test
    void a_pod_whose_node_is_gone_or_silent_is_lost() {
        ends(read(running(), null, 1), Outcome.PodLost, "its node cpu-4-a is gone");
        ends(read(running(), node("Unknown", CREATED), 21), Outcome.PodLost, "not heard of");
        assertThat(read(running(), node("Unknown", CREATED), 19)).isInstanceOf(TryState.Alive.class);
        assertThat(read(running(), node("False", CREATED), 999)).isInstanceOf(TryState.Alive.class);
    }

    @Test
    void a_deleted_pod_counts_until_its_end_is_overdue() {
        Pod deleted = new PodBuilder(running())
                .editMetadata()
                .withDeletionTimestamp(CREATED.plusSeconds(5).toString())
                .endMetadata()
                .build();
        assertThat(read(deleted, NODE, 20)).isInstanceOf(TryState.Alive.class);
        ends(read(deleted, NODE, 21), Outcome.PodLost, "deleted");
    }

    @Test
    void nothing_takes_for_ever() {
        Pod waiting = with("Pending", s -> s.withNewWaiting()
                .withReason("ImagePullBackOff")
                .withMessage("no such image")
                .endWaiting());
        assertThat(read(waiting, NODE, 300))
                .isEqualTo(new TryState.Alive("cpu-4-a", "the pod is starting: ImagePullBackOff no such image"));
        ends(
                read(waiting, NODE, 301),
                Outcome.Timeout,
                "did not start within 300 s: the pod is starting: ImagePullBackOff no such image");
        assertThat(read(running(), NODE, 1860)).isInstanceOf(TryState.Alive.class);
        ends(read(running(), NODE, 1861), Outcome.Timeout, "passed its deadline of 1800 s");
    }

    @Test
    void a_pod_without_a_node_says_why() {
        Pod unscheduled = new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp(CREATED.toString())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withMessage("0/3 nodes are available")
                .endCondition()
                .endStatus()
                .build();
        assertThat(read(unscheduled, null, 1))
                .isEqualTo(new TryState.Alive("", "the pod has no node: 0/3 nodes are available"));
        ends(read(unscheduled, null, 301), Outcome.Timeout, "0/3 nodes are available");
    }
}
