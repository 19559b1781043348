package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What to do for one class of failure. */
public record RecoveryRule(
        @JsonPropertyDescription("The class of failure, as in an attempt's `failureClass`.")
        @Required
        @Size(min = 1, max = Limits.WORD)
        @Pattern("^[A-Z][A-Za-z]*$")
        String failureClass,

        @JsonPropertyDescription("Restart (counted), RestartFree (not counted) or Fail.")
        @Required
        @Size(min = 1, max = 16)
        @Pattern("^(Restart|RestartFree|Fail)$")
        String action) {}
