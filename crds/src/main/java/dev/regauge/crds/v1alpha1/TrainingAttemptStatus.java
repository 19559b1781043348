package dev.regauge.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the incarnation is doing. */
public record TrainingAttemptStatus(
        AttemptPhase phase,
        @Nullable String reason,
        @Nullable String message,
        @Nullable CommitRef restored,
        @Nullable CommitRef lastCommit,
        @Nullable Long step,
        @Nullable String loss,
        @Nullable String failureClass,
        List<Evidence> evidence,
        @Nullable AttemptTimings timings,
        @Nullable String productiveSeconds,
        @Nullable String heldSeconds,
        @Nullable Long fencedBy,
        @Nullable Integer backendCompiles) {
    public TrainingAttemptStatus {
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
    }
}
