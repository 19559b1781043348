package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** A checkpoint: the epoch that wrote it and the step after which it was taken. */
public record CommitRef(
        @JsonPropertyDescription("The epoch that wrote it.") @Required @Min(0) @Max(Limits.COUNT)
        long epoch,

        @JsonPropertyDescription("The step after which it was taken.") @Required @Min(0) @Max(Limits.STEPS)
        long step) {}
