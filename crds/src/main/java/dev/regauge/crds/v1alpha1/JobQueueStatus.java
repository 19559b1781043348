package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Use and position of the queue. */
public record JobQueueStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Jobs that wait.") @Default("0") @Min(0) @Max(1e9)
        int waiting,

        @JsonPropertyDescription("Jobs that hold chips.") @Default("0") @Min(0) @Max(1e9)
        int running,

        @JsonPropertyDescription("Chips that the queue's jobs hold, by profile.") @Size(max = 32)
        List<ChipsInUse> inUse,

        @JsonPropertyDescription(
                "What the queue used lately, which decides whose turn it is among queues; kept so that a new leader knows.")
        @Nullable
        AverageUse averageUse,

        @JsonPropertyDescription(
                "What the queue has spent of its budget; absent without a budget, and where nothing was spent in this period.")
        @Nullable
        QueueSpent spent,

        @JsonPropertyDescription("What holds of the queue.") List<Condition> conditions) {
    public JobQueueStatus {
        inUse = inUse == null ? List.of() : List.copyOf(inUse);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
