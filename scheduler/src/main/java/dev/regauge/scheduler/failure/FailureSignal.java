package dev.regauge.scheduler.failure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One observed fact about a gang that is not well.
 *
 * @param pod the member, empty when the fact is about a node alone
 * @param node where, empty when unknown
 * @param exitClass what the trainer said with its exit code (`Killed` for a signal or an unknown code), or null
 * @param exitCode the process's exit code, 128 + signal for a signal, or null
 * @param reason a word from Kubernetes or the observer (`OOMKilled`, `OutOfService`), or null
 * @param message for people, shortened
 */
public record FailureSignal(
        Kind kind,
        String pod,
        String node,
        @Nullable String exitClass,
        @Nullable Integer exitCode,
        @Nullable String reason,
        String message,
        Instant at) {
    /** What was seen. */
    public enum Kind {
        /** The agent reported the end of its trainer. */
        TrainerExited,
        /** The pod object is gone or going. */
        PodGone,
        /** The pod ended by itself: its agent died. */
        PodFailed,
        /** Kubernetes took the pod away for something else. */
        PodEvicted,
        /** The pod was not scheduled on its node in time. */
        PodRefused,
        /** The node is gone, out of service, or not ready past the bound. */
        NodeLost,
        /** No heartbeat past the bound, judged only while this process could hear. */
        WorkerSilent,
        /** Heartbeats come, steps do not. */
        NoProgress,
        /** Not every member greeted within the bound. */
        GangIncomplete
    }

    public static FailureSignal trainerExited(
            String pod, String node, String exitClass, int exitCode, String message, Instant at) {
        return new FailureSignal(Kind.TrainerExited, pod, node, exitClass, exitCode, null, message, at);
    }

    public static FailureSignal of(
            Kind kind, String pod, String node, @Nullable String reason, String message, Instant at) {
        return new FailureSignal(kind, pod, node, null, null, reason, message, at);
    }
}
