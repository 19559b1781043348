package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The intent. */
@ValidationRule(
        value = Rules.BATCH_DIVIDES,
        messageExpression = Rules.BATCH_DIVIDES_MESSAGE,
        message =
                "`globalBatch` must divide over the mesh axes of `batch` times `gradientAccumulation` in every variant")
@ValidationRule(
        value = "!has(self.pinVariant) || self.variants.exists(v, v.name == self.pinVariant)",
        messageExpression =
                "'`pinVariant` is `%s`, but must be one of %s'.format([self.pinVariant, self.variants.map(v, v.name)])",
        message = "`pinVariant` must name a variant")
@ValidationRule(
        value = "has(self.horizon) == has(oldSelf.horizon) && (!has(self.horizon) || self.horizon == oldSelf.horizon)",
        message = "`horizon` must not be changed: schedules see it; make another job")
@ValidationRule(
        value = "has(self.horizon) || self.steps == oldSelf.steps",
        messageExpression =
                "'`steps` is %d, but must stay %d: schedules see it, because the job has no `horizon` of its own; make another job'.format([self.steps, oldSelf.steps])",
        message = "`steps` must not be changed in a job without `horizon`")
public record TrainingJobSpec(
        @JsonPropertyDescription("The JobQueue that grants the chips.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        String queue,

        @JsonPropertyDescription("Jobs of the same queue with a higher priority go first. The queue may bound it.")
        @Default("0")
        @Min(-1_000_000)
        @Max(1_000_000)
        int priority,

        @JsonPropertyDescription("The hardware-independent program. Immutable.")
        @Required
        @ValidationRule(
                value = Rules.UNCHANGED,
                message = "`program` must not be changed: another program is another job")
        ProgramSpec program,

        @JsonPropertyDescription("Optimizer steps until the job is finished. May be changed when `horizon` is given.")
        @Required
        @Min(1)
        @Max(Limits.STEPS)
        long steps,

        @JsonPropertyDescription("Rows of one optimizer step, on whatever hardware. Immutable.")
        @Required
        @Min(1)
        @Max(16_777_216)
        @ValidationRule(
                value = Rules.UNCHANGED,
                messageExpression =
                        "'`globalBatch` is %d, but must stay %d: it decides the order of the data; make another job'.format([self, oldSelf])",
                message = "`globalBatch` must not be changed")
        int globalBatch,

        @JsonPropertyDescription("Seed of initial values, data order and randomness in steps. Immutable.")
        @Default("0")
        @Min(0)
        @Max(Limits.COUNT)
        @ValidationRule(
                value = Rules.UNCHANGED,
                messageExpression = "'`seed` is %d, but must stay %d; make another job'.format([self, oldSelf])",
                message = "`seed` must not be changed")
        long seed,

        @JsonPropertyDescription(
                "The number of steps that schedules see; `steps` when absent. Immutable, so that extending a job changes no schedule.")
        @Min(1)
        @Max(Limits.STEPS)
        @Nullable
        Long horizon,

        @JsonPropertyDescription("Where initial values come from; the program when absent.") @Nullable
        InitFrom initFrom,

        @JsonPropertyDescription("How often and how long to evaluate; never when absent.") @Nullable
        EvaluationSpec evaluation,

        @JsonPropertyDescription("What the job's pods need beside the program. A variant may override it.") @Nullable
        JobTemplate template,

        @JsonPropertyDescription("Complete ways to run the job. Their order matters only for selection Ordered.")
        @Required
        @Size(min = 1, max = 16)
        List<Variant> variants,

        @JsonPropertyDescription(
                "How a variant is chosen among the ready ones: Cheapest (per useful step), Fastest, or Ordered (the first that can be placed).")
        @Default("Cheapest")
        Selection selection,

        @JsonPropertyDescription("The variant to run. Set it on a running job and the job moves.")
        @Size(min = 1, max = Limits.NAME)
        @Nullable
        String pinVariant,

        @JsonPropertyDescription("Change it and the job restarts from its newest commit.")
        @Size(max = Limits.LABEL)
        @Nullable
        String restartNonce,

        @JsonPropertyDescription("Where, how often and how long checkpoints are kept.")
        @Default("{\"store\": {\"claim\": \"checkpoints\"}}")
        CheckpointSpec checkpoint,

        @JsonPropertyDescription("How often the job may come back by itself.")
        @Default("{\"maxRestarts\": 10}")
        @Nullable
        RecoverySpec recovery,

        @JsonPropertyDescription("When a running job may be moved to another variant; never by itself when absent.")
        @Nullable
        MigrationSpec migration,

        @JsonPropertyDescription(
                "What a worker does whose versions or devices do not match the executable: Stop, or CompileJustInTime.")
        @Default("Stop")
        MismatchPolicy onExecutableMismatch,

        @JsonPropertyDescription("Whether the job is held back. A running job commits and gives its chips back.")
        @Default("false")
        boolean suspend,

        @JsonPropertyDescription("Seconds after the end at which the job is deleted; never when absent.")
        @Min(0)
        @Max(315_360_000)
        @Nullable
        Long ttlSecondsAfterFinished,

        @JsonPropertyDescription("Reserved: another controller that runs this job.") @Size(max = 63) @Nullable
        String managedBy,

        @JsonPropertyDescription("Reserved: slices of one gang.") @Min(1) @Max(64) @Nullable
        Integer slices) {
    public TrainingJobSpec {
        selection = selection == null ? Selection.Cheapest : selection;
        checkpoint = checkpoint == null ? CheckpointSpec.standard() : checkpoint;
        recovery = recovery == null ? RecoverySpec.standard() : recovery;
        onExecutableMismatch = onExecutableMismatch == null ? MismatchPolicy.Stop : onExecutableMismatch;
        variants = variants == null ? List.of() : List.copyOf(variants);
    }
}
