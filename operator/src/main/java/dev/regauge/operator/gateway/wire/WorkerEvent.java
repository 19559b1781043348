package dev.regauge.operator.gateway.wire;

import org.jspecify.annotations.Nullable;

/** Something that happened once; repeated until it is answered. */
public record WorkerEvent(
        int contractVersion,
        String namespace,
        String job,
        String jobUid,
        String pod,
        String podUid,
        String instance,
        long epoch,
        @Nullable Integer rank,
        Type type,
        @Nullable String exitClass,
        @Nullable Integer exitCode,
        @Nullable String message,
        Heartbeat.@Nullable Commit commit) {
    public enum Type {
        TrainerExited,
        Completed,
        Goodbye
    }
}
