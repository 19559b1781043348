package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the incarnation is doing. */
public record TrainingAttemptStatus(
        @JsonPropertyDescription(
                "Where it stands: Placing, Rendezvous, Running, and in the end Completed, Failed, Superseded or Released.")
        @Default("Placing")
        AttemptPhase phase,

        @JsonPropertyDescription("Why, one of the closed list of reasons.") @Size(max = Limits.WORD) @Nullable
        String reason,

        @JsonPropertyDescription("The same in a sentence.") @Size(max = Limits.MESSAGE) @Nullable
        String message,

        @JsonPropertyDescription("The commit that it started from; epoch 0 and step 0 for a fresh start.") @Nullable
        CommitRef restored,

        @JsonPropertyDescription("The newest commit of this attempt.") @Nullable
        CommitRef lastCommit,

        @JsonPropertyDescription("The last step known to be finished.") @Min(0) @Max(Limits.STEPS) @Nullable
        Long step,

        @JsonPropertyDescription("The loss of that step.") @Size(max = Limits.NUMBER) @Nullable
        String loss,

        @JsonPropertyDescription(
                "How long its steps take; predictions for the job and others of the same program in the namespace go by it.")
        @Nullable
        StepSeconds stepSeconds,

        @JsonPropertyDescription("The class of the failure that ended it.") @Size(max = Limits.WORD) @Nullable
        String failureClass,

        @JsonPropertyDescription("Facts behind the verdict, the first ones seen.") @Size(max = 64)
        List<Evidence> evidence,

        @JsonPropertyDescription("When each stage was reached.") @Nullable
        AttemptTimings timings,

        @JsonPropertyDescription("Chip-seconds in steps that count.") @Size(max = Limits.NUMBER) @Nullable
        String productiveSeconds,

        @JsonPropertyDescription("Chip-seconds held.") @Size(max = Limits.NUMBER) @Nullable
        String heldSeconds,

        @JsonPropertyDescription("The higher epoch that the commit log showed to a worker.")
        @Min(1)
        @Max(Limits.COUNT)
        @Nullable
        Long fencedBy,

        @JsonPropertyDescription(
                "Backend compilations from hello to step 10; 0 is what ahead-of-time compiling promises.")
        @Min(0)
        @Max(1e6)
        @Nullable
        Integer backendCompiles,

        @JsonPropertyDescription("The writer id of the gang in the commit log: rank 0's agent and the epoch.")
        @Size(max = 96)
        @Nullable
        String writer,

        @JsonPropertyDescription(
                "Where rank 0 waits for the others; recorded before anyone is told, so that every leader tells the same.")
        @Size(max = 64)
        @Nullable
        String coordinator) {
    public TrainingAttemptStatus {
        phase = phase == null ? AttemptPhase.Placing : phase;
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
    }
}
