package dev.regauge.compileservice.observe;

import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a compile pod and its node say about a try. */
public final class PodReading {
    private final Limits limits;
    private final Instant now;

    private PodReading(Limits limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    /**
     * Reads a pod.
     *
     * @param pod null if there is none
     * @param node the node it is bound to; null if it is not bound or that node does not exist
     */
    public static TryState read(@Nullable Pod pod, @Nullable Node node, Limits limits, Instant now) {
        return pod == null ? new TryState.Absent() : new PodReading(limits, now).read(pod, node);
    }

    private TryState read(Pod pod, @Nullable Node node) {
        PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        return over(status)
                .or(() -> lost(pod, node))
                .or(() -> tooLate(pod, status))
                .orElseGet(() -> new TryState.Alive(
                        Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""), doing(status)));
    }

    private Optional<TryState> over(PodStatus status) {
        String phase = Objects.requireNonNullElse(status.getPhase(), "Pending");
        if (phase.equals("Failed") && "DeadlineExceeded".equals(status.getReason())) {
            return ended(
                    Outcome.Timeout,
                    "the compiler ran longer than " + limits.deadline().toSeconds() + " s");
        }
        if (phase.equals("Failed") && "Evicted".equals(status.getReason())) {
            return ended(Outcome.PodLost, "the node evicted the pod: " + text(status.getMessage()));
        }
        Optional<ContainerStateTerminated> terminated = states(status)
                .flatMap(s -> Stream.ofNullable(s.getTerminated()))
                .findFirst();
        if (terminated.isPresent()) {
            return Optional.of(Termination.read(terminated.get(), limits.memory()));
        }
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return ended(
                    Outcome.PodLost,
                    "the pod is " + phase + " and says nothing of its container: " + text(status.getReason()) + " "
                            + text(status.getMessage()));
        }
        return Optional.empty();
    }

    private Optional<TryState> lost(Pod pod, @Nullable Node node) {
        String deleted = pod.getMetadata().getDeletionTimestamp();
        if (deleted != null && past(Instant.parse(deleted), Limits.DELETION_SLACK)) {
            return ended(Outcome.PodLost, "the pod was deleted and its node does not confirm the end");
        }
        String name = pod.getSpec().getNodeName();
        if (name == null) {
            return Optional.empty();
        }
        if (node == null) {
            return ended(Outcome.PodLost, "its node " + name + " is gone");
        }
        boolean silent = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready")
                                && c.getStatus().equals("Unknown")
                                && past(Instant.parse(c.getLastTransitionTime()), Limits.NODE_SILENCE));
        return silent ? ended(Outcome.PodLost, "its node " + name + " is not heard of any more") : Optional.empty();
    }

    private Optional<TryState> tooLate(Pod pod, PodStatus status) {
        boolean started = states(status).anyMatch(s -> s.getRunning() != null);
        if (!started && past(Instant.parse(pod.getMetadata().getCreationTimestamp()), limits.startWithin())) {
            return ended(
                    Outcome.Timeout,
                    "the pod did not start within " + limits.startWithin().toSeconds() + " s: " + doing(status));
        }
        if (status.getStartTime() != null
                && past(Instant.parse(status.getStartTime()), limits.deadline().plus(Limits.KUBELET_SLACK))) {
            return ended(
                    Outcome.Timeout,
                    "the pod passed its deadline of " + limits.deadline().toSeconds()
                            + " s and its node did not end it");
        }
        return Optional.empty();
    }

    private static String doing(PodStatus status) {
        if (states(status).anyMatch(s -> s.getRunning() != null)) {
            return "the compiler is running";
        }
        Optional<String> waiting = states(status)
                .flatMap(s -> Stream.ofNullable(s.getWaiting()))
                .map(w -> "the pod is starting: " + text(w.getReason()) + " " + text(w.getMessage()))
                .findFirst();
        return waiting.map(String::strip)
                .orElseGet(() -> Objects.requireNonNullElse(
                                status.getConditions(), List.<io.fabric8.kubernetes.api.model.PodCondition>of())
                        .stream()
                        .filter(c -> c.getType().equals("PodScheduled")
                                && c.getStatus().equals("False"))
                        .map(c -> "the pod has no node: " + text(c.getMessage()))
                        .findFirst()
                        .orElse("the pod is starting"));
    }

    private static Stream<ContainerState> states(PodStatus status) {
        return Objects.requireNonNullElse(status.getContainerStatuses(), List.<ContainerStatus>of()).stream()
                .flatMap(c -> Stream.ofNullable(c.getState()));
    }

    private boolean past(Instant since, Duration limit) {
        return now.isAfter(since.plus(limit));
    }

    private static Optional<TryState> ended(Outcome outcome, String message) {
        return Optional.of(new TryState.Ended(outcome, message.strip()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
