package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where, how often and how long checkpoints are kept. */
public record CheckpointSpec(
        @JsonPropertyDescription("Where checkpoints go. Immutable.")
        @Default("{\"claim\": \"checkpoints\"}")
        @ValidationRule(
                value = Rules.UNCHANGED,
                message = "`checkpoint.store` must not be changed: the commit log lives there; make another job")
        CheckpointStore store,

        @JsonPropertyDescription("How often to save; found from failure rate and cost of saving when absent.") @Nullable
        CheckpointInterval interval,

        @JsonPropertyDescription("Which commits are kept.") @Default("{\"last\": 3}") @Nullable
        CheckpointKeep keep,

        @JsonPropertyDescription("What happens to checkpoints when the job is deleted: Retain or Delete.")
        @Default("Retain")
        OnDelete onDelete) {
    public CheckpointSpec {
        store = store == null ? CheckpointStore.standard() : store;
        keep = keep == null ? CheckpointKeep.standard() : keep;
        onDelete = onDelete == null ? OnDelete.Retain : onDelete;
    }

    static CheckpointSpec standard() {
        return new CheckpointSpec(CheckpointStore.standard(), null, CheckpointKeep.standard(), OnDelete.Retain);
    }
}
