package dev.regauge.operator.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a trainer needs to know; the same from whichever leader. */
public record Assignment(
        int contractVersion,
        String namespace,
        String job,
        String jobUid,
        long epoch,
        int rank,
        int world,
        String writer,
        String coordinator,
        String variant,
        String platform,
        int chipsPerHost,
        Executable executable,
        List<String> publicKeys,
        Program program,
        long steps,
        int globalBatch,
        long seed,
        long horizon,
        Restore restore,
        Checkpoint checkpoint,
        Jax jax,
        String onExecutableMismatch) {

    public record Executable(String requestKey, String executableKey, String digest) {}

    public record Program(String entrypoint, @Nullable JsonNode config) {}

    public record Restore(
            String mode, @Nullable Long epoch, @Nullable Long step) {}

    public record Checkpoint(
            String root,
            @Nullable Integer intervalSteps,
            @Nullable Integer intervalSeconds,
            int keepLast) {}

    public record Jax(int heartbeatTimeoutSeconds, int initTimeoutSeconds) {}
}
