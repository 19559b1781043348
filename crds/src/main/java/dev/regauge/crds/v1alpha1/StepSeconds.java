package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How long steps really take. */
public record StepSeconds(
        @JsonPropertyDescription("The middle of the last steps.") @Required @Size(min = 1, max = Limits.NUMBER)
        String p50,

        @JsonPropertyDescription("19 of 20 take less.") @Required @Size(min = 1, max = Limits.NUMBER)
        String p95,

        @JsonPropertyDescription("Steps that the attempt made.") @Required @Min(1) @Max(Limits.STEPS)
        long steps) {}
