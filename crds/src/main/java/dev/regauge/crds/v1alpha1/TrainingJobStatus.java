package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the job is doing. */
public record TrainingJobStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("One word for all conditions, such as Training or Failed.")
        @Size(max = Limits.WORD)
        @Nullable
        String status,

        @JsonPropertyDescription("Why, one of the closed list of reasons.") @Size(max = Limits.WORD) @Nullable
        String reason,

        @JsonPropertyDescription("The same in a sentence, with what is allowed and what to do next.")
        @Size(max = Limits.MESSAGE)
        @Nullable
        String message,

        @JsonPropertyDescription("Number of the newest attempt; it only grows.")
        @Default("0")
        @Min(0)
        @Max(Limits.COUNT)
        long epoch,

        @JsonPropertyDescription("The variant of the newest attempt.") @Size(max = Limits.NAME) @Nullable
        String variant,

        @JsonPropertyDescription("Chips that the newest attempt holds.") @Min(0) @Max(1e8) @Nullable
        Integer chips,

        @JsonPropertyDescription("The last step known to be finished; at most every 30 seconds.")
        @Min(0)
        @Max(Limits.STEPS)
        @Nullable
        Long step,

        @JsonPropertyDescription("The loss of that step.") @Size(max = Limits.NUMBER) @Nullable
        String loss,

        @JsonPropertyDescription("Productive part of the chip-seconds held, 0 to 1.")
        @Size(max = Limits.NUMBER)
        @Nullable
        String goodput,

        @JsonPropertyDescription("The newest committed checkpoint.") @Nullable
        CommitRef lastCommit,

        @JsonPropertyDescription("When it was committed, as far as the operator saw.")
        @Size(max = Limits.TIME)
        @Nullable
        String lastCommitTime,

        @JsonPropertyDescription("When the last step is expected.") @Size(max = Limits.TIME) @Nullable
        String etaTime,

        @JsonPropertyDescription("US dollars per hour at the pool's price.") @Size(max = Limits.NUMBER) @Nullable
        String costPerHour,

        @JsonPropertyDescription("Attempts after the first.") @Default("0") @Min(0) @Max(1e9)
        int restarts,

        @JsonPropertyDescription("Restarts that count against `recovery.maxRestarts`.") @Default("0") @Min(0) @Max(1e9)
        int countedRestarts,

        @JsonPropertyDescription("When the first attempt was created.") @Size(max = Limits.TIME) @Nullable
        String startTime,

        @JsonPropertyDescription("When the job was over.") @Size(max = Limits.TIME) @Nullable
        String finishTime,

        @JsonPropertyDescription("What the admitted job keeps using, whatever changes around it.") @Nullable
        FrozenFacts frozen,

        @JsonPropertyDescription("Present while the job waits for chips.") @Nullable
        WaitingStatus waiting,

        @JsonPropertyDescription("What became of each variant.") @Size(max = 32)
        List<VariantStatus> variants,

        @JsonPropertyDescription(
                "What holds of the job. `kubectl wait --for=condition=Finished` ends on success and on failure.")
        List<Condition> conditions) {
    public TrainingJobStatus {
        variants = variants == null ? List.of() : List.copyOf(variants);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
