package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How often to save: every so many seconds or every so many steps; without it, automatically from failure rate and save cost. */
@ValidationRule(
        value = "!(has(self.seconds) && has(self.steps))",
        messageExpression =
                "'`checkpoint.interval` has `seconds` %d and `steps` %d, but must have at most one of them'.format([self.seconds, self.steps])",
        message = "`checkpoint.interval` must have at most one of `seconds` and `steps`")
public record CheckpointInterval(
        @JsonPropertyDescription("Seconds between two saves.") @Min(1) @Max(604_800) @Nullable
        Integer seconds,

        @JsonPropertyDescription("Steps between two saves.") @Min(1) @Max(1e9) @Nullable
        Integer steps) {}
