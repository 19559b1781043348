package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One reason why a job waits. */
public record WaitingReason(
        @JsonPropertyDescription("One of the closed list of reasons.") @Required @Size(min = 1, max = Limits.WORD)
        String reason,

        @JsonPropertyDescription("The same in a sentence, with the numbers.") @Size(max = Limits.MESSAGE) @Nullable
        String message) {}
