package dev.regauge.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the job is doing. */
public record TrainingJobStatus(
        @Nullable Long observedGeneration,
        @Nullable String status,
        @Nullable String reason,
        @Nullable String message,
        long epoch,
        @Nullable String variant,
        @Nullable Integer chips,
        @Nullable Long step,
        @Nullable String loss,
        @Nullable String goodput,
        @Nullable CommitRef lastCommit,
        @Nullable String lastCommitTime,
        @Nullable String etaTime,
        @Nullable String costPerHour,
        int restarts,
        int countedRestarts,
        @Nullable String startTime,
        @Nullable String finishTime,
        @Nullable FrozenFacts frozen,
        List<VariantStatus> variants,
        List<Condition> conditions) {
    public TrainingJobStatus {
        variants = variants == null ? List.of() : List.copyOf(variants);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
