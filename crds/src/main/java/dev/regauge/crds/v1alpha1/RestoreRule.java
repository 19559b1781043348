package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which commit to start from. */
@ValidationRule(
        value = "self.mode == 'AtMost' ? has(self.epoch) && has(self.step) : !has(self.epoch) && !has(self.step)",
        message = "`restore` must have `epoch` and `step` for mode AtMost, and neither for Newest")
public record RestoreRule(
        @JsonPropertyDescription("Newest, or AtMost the given commit.") @Default("Newest")
        RestoreMode mode,

        @JsonPropertyDescription("Epoch of the newest commit allowed. Only for AtMost.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long epoch,

        @JsonPropertyDescription("Step of the newest commit allowed. Only for AtMost.")
        @Min(0)
        @Max(Limits.STEPS)
        @Nullable
        Long step) {
    public RestoreRule {
        mode = mode == null ? RestoreMode.Newest : mode;
    }
}
