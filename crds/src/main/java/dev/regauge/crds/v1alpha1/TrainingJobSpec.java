package dev.regauge.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The intent. */
public record TrainingJobSpec(
        String queue,
        int priority,
        ProgramSpec program,
        long steps,
        int globalBatch,
        long seed,
        @Nullable Long horizon,
        @Nullable InitFrom initFrom,
        @Nullable EvaluationSpec evaluation,
        @Nullable JobTemplate template,
        List<Variant> variants,
        Selection selection,
        @Nullable String pinVariant,
        @Nullable String restartNonce,
        CheckpointSpec checkpoint,
        @Nullable RecoverySpec recovery,
        @Nullable MigrationSpec migration,
        MismatchPolicy onExecutableMismatch,
        boolean suspend,
        @Nullable Long ttlSecondsAfterFinished,
        @Nullable String managedBy,
        @Nullable Integer slices) {
    public TrainingJobSpec {
        variants = variants == null ? List.of() : List.copyOf(variants);
    }
}
