package dev.regauge.operator.observe;

import dev.regauge.scheduler.lifecycle.PodView;
import dev.regauge.scheduler.lifecycle.Proof;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker pod as the core sees it. Pure: node, goodbye and scheduler's health come in. */
final class PodViews {
    private PodViews() {}

    /**
     * @param node that it is pinned to, if the object exists
     * @param goodbye its agent said that its processes are gone
     * @param schedulerAlive only then does waiting to be bound count
     */
    static PodView of(Pod pod, Optional<NodeView> node, boolean goodbye, boolean schedulerAlive, Instant now) {
        boolean scheduled = pod.getSpec().getNodeName() != null;
        Optional<Instant> unboundSince = scheduled || !schedulerAlive
                ? Optional.empty()
                : Optional.of(Instant.parse(pod.getMetadata().getCreationTimestamp()));
        return new PodView(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                pinnedTo(pod),
                scheduled,
                pod.getMetadata().getDeletionTimestamp() != null,
                terminal(pod),
                Optional.ofNullable(pod.getMetadata().getFinalizers())
                        .orElse(List.of())
                        .contains(Labels.CHIPS),
                proof(pod, node, goodbye, scheduled, now),
                unboundSince);
    }

    static String pinnedTo(Pod pod) {
        String bound = pod.getSpec().getNodeName();
        if (bound != null) {
            return bound;
        }
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(a -> a.get(Labels.NODE))
                .orElse("");
    }

    private static boolean terminal(Pod pod) {
        String phase = phase(pod);
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private static @Nullable String phase(Pod pod) {
        return pod.getStatus() == null ? null : pod.getStatus().getPhase();
    }

    /** The facts that prove that no process of the pod can touch its chips any more; an API server's opinion alone is none. */
    private static Optional<Proof> proof(
            Pod pod, Optional<NodeView> node, boolean goodbye, boolean scheduled, Instant now) {
        if (!scheduled) {
            return pod.getMetadata().getDeletionTimestamp() == null
                    ? Optional.empty()
                    : Optional.of(proof("NeverScheduled", pod, null, now));
        }
        if (node.isEmpty()) {
            return Optional.of(proof("NodeGone", pod, null, now));
        }
        if (node.get().outOfService()) {
            return Optional.of(proof("OutOfService", pod, null, now));
        }
        String booted = Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(a -> a.get(Labels.BOOT_ID))
                .orElse("");
        String boot = node.get().bootId();
        if (!booted.isEmpty() && !boot.isEmpty() && !booted.equals(boot)) {
            return Optional.of(proof("NodeRebooted", pod, "boot id was " + booted + ", is " + boot, now));
        }
        if (terminal(pod) && containersEnded(pod)) {
            return Optional.of(proof("KubeletReported", pod, ending(pod), now));
        }
        return goodbye ? Optional.of(proof("Goodbye", pod, null, now)) : Optional.empty();
    }

    /** A terminal phase may be written by others than the kubelet; ended containers are its own report. */
    private static boolean containersEnded(Pod pod) {
        List<ContainerStatus> containers =
                Optional.ofNullable(pod.getStatus().getContainerStatuses()).orElse(List.of());
        boolean started = Optional.ofNullable(pod.getStatus().getConditions()).orElse(List.<PodCondition>of()).stream()
                .anyMatch(c -> "PodReadyToStartContainers".equals(c.getType()) && "True".equals(c.getStatus()));
        return containers.isEmpty()
                ? !started
                : containers.stream()
                        .allMatch(c -> c.getState() != null && c.getState().getTerminated() != null);
    }

    /** The kubelet's word for how the container ended, such as OOMKilled. */
    private static @Nullable String ending(Pod pod) {
        return Optional.ofNullable(pod.getStatus().getContainerStatuses()).orElse(List.of()).stream()
                .map(status -> status.getState().getTerminated())
                .map(PodViews::word)
                .findFirst()
                .orElse(pod.getStatus().getReason());
    }

    private static String word(ContainerStateTerminated ended) {
        return ended.getReason() == null ? "exit code " + ended.getExitCode() : ended.getReason();
    }

    private static Proof proof(String what, Pod pod, @Nullable String detail, Instant now) {
        return new Proof(what, pod.getMetadata().getName(), pinnedTo(pod), detail, now);
    }
}
