package dev.regauge.operator.gateway.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cumulative figures of one member in one epoch; a lost or repeated one changes nothing. */
public record Heartbeat(
        int contractVersion,
        String namespace,
        String job,
        String jobUid,
        String pod,
        String podUid,
        String instance,
        long epoch,
        int rank,
        long sequence,
        String phase,
        long step,
        Map<String, Double> seconds,
        @Nullable Double productiveSecondsAtCommit,
        @Nullable Fence fence,
        @Nullable Long fencedBy,
        @Nullable Commit restored,
        @Nullable LoggedCommit lastCommit,
        int backendCompiles,
        @Nullable StepSeconds stepSeconds,
        List<Step> steps,
        Map<String, Double> timings) {
    public Heartbeat {
        seconds = seconds == null ? Map.of() : Map.copyOf(seconds);
        steps = steps == null ? List.of() : List.copyOf(steps);
        timings = timings == null ? Map.of() : Map.copyOf(timings);
    }

    /** Steps come in one heartbeat each; one without any still stands at the step of those before it. */
    public Heartbeat after(Heartbeat before) {
        if (!steps.isEmpty() || before.steps.isEmpty() || before.epoch != epoch) {
            return this;
        }
        return new Heartbeat(
                contractVersion,
                namespace,
                job,
                jobUid,
                pod,
                podUid,
                instance,
                epoch,
                rank,
                sequence,
                phase,
                step,
                seconds,
                productiveSecondsAtCommit,
                fence,
                fencedBy,
                restored,
                lastCommit,
                backendCompiles,
                stepSeconds,
                List.of(before.steps.getLast()),
                timings);
    }

    /** A step beyond the one restored is finished. */
    public boolean stepped() {
        return restored != null && step > restored.step();
    }

    public record Fence(long epoch, long sequence) {}

    public record Commit(long epoch, long step) {}

    public record LoggedCommit(long epoch, long step, long sequence) {}

    public record StepSeconds(double p50, double p95) {}

    public record Step(
            long step,
            @Nullable Double loss,
            @Nullable Double gradNorm,
            @Nullable Double updateNorm,
            @Nullable String batchDigest,
            @Nullable Double seconds) {}
}
