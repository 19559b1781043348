package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** When each stage was reached, RFC 3339. */
public record AttemptTimings(
        @JsonPropertyDescription("The attempt was written.") @Size(max = Limits.TIME) @Nullable
        String created,

        @JsonPropertyDescription("All pods were scheduled.") @Size(max = Limits.TIME) @Nullable
        String placed,

        @JsonPropertyDescription("All workers had greeted.") @Size(max = Limits.TIME) @Nullable
        String ready,

        @JsonPropertyDescription("All workers had their assignment.") @Size(max = Limits.TIME) @Nullable
        String assigned,

        @JsonPropertyDescription("Rank 0 had the commit log.") @Size(max = Limits.TIME) @Nullable
        String fenced,

        @JsonPropertyDescription("The state was restored.") @Size(max = Limits.TIME) @Nullable
        String restored,

        @JsonPropertyDescription("The first step was finished.") @Size(max = Limits.TIME) @Nullable
        String firstStep,

        @JsonPropertyDescription("The gang was told to save and stop.") @Size(max = Limits.TIME) @Nullable
        String draining,

        @JsonPropertyDescription("The attempt was over.") @Size(max = Limits.TIME) @Nullable
        String ended) {
    /** No stage was reached. */
    public static AttemptTimings none() {
        return new AttemptTimings(null, null, null, null, null, null, null, null, null);
    }
}
