package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** How often and how long to evaluate. */
public record EvaluationSpec(
        @JsonPropertyDescription("Training steps between two evaluations.") @Required @Min(1) @Max(1e9)
        int everySteps,

        @JsonPropertyDescription("Batches of one evaluation.") @Required @Min(1) @Max(1e6)
        int steps) {}
