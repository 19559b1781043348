package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Chips of one profile: guaranteed and at most. */
@ValidationRule(
        value = "!has(self.maximum) || self.guaranteed <= self.maximum",
        messageExpression =
                "'`guaranteed` of `%s` is %d, but must not be more than `maximum`, %d'.format([self.profile, self.guaranteed, self.maximum])",
        message = "`guaranteed` must not be more than `maximum`")
public record QueueShare(
        @JsonPropertyDescription("The HardwareProfile.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        String profile,

        @JsonPropertyDescription("Chips that the queue gets when it wants them.") @Default("0") @Min(0) @Max(1e8)
        int guaranteed,

        @JsonPropertyDescription("Chips that the queue may use at most; no limit when absent.")
        @Min(0)
        @Max(1e8)
        @Nullable
        Integer maximum) {}
