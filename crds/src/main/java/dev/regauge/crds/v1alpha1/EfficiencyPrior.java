package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Share of the roofline that programs reach: 10th, 50th, 90th percentile. */
@ValidationRule(
        value = "self.p10 <= self.p50 && self.p50 <= self.p90",
        message = "`efficiency` must not decrease: `p10` at most `p50`, `p50` at most `p90`")
public record EfficiencyPrior(
        @JsonPropertyDescription("One program of ten reaches no more.") @Required @Min(0.001) @Max(1)
        double p10,

        @JsonPropertyDescription("Half of the programs reach no more.") @Required @Min(0.001) @Max(1)
        double p50,

        @JsonPropertyDescription("Nine programs of ten reach no more.") @Required @Min(0.001) @Max(1)
        double p90) {}
