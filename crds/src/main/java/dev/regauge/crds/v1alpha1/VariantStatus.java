package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What became of one variant. */
public record VariantStatus(
        @JsonPropertyDescription("The variant.") @Required @Size(min = 1, max = Limits.NAME)
        String name,

        @JsonPropertyDescription("Its Executable.") @Size(max = Limits.LABEL) @Nullable
        String executable,

        @JsonPropertyDescription("Where it stands, such as Compiling, Ready or Failed.")
        @Required
        @Size(min = 1, max = Limits.WORD)
        String state,

        @JsonPropertyDescription("Why, one of the closed list of reasons.") @Size(max = Limits.WORD) @Nullable
        String reason,

        @JsonPropertyDescription("The same in a sentence.") @Size(max = Limits.MESSAGE) @Nullable
        String message,

        @JsonPropertyDescription("Key of the compile request.") @Size(max = Limits.WORD) @Nullable
        String requestKey,

        @JsonPropertyDescription("Digest of the signed bundle.") @Size(max = 71) @Nullable
        String digest,

        @JsonPropertyDescription("Seconds of one step as predicted from the compile report, middle estimate.")
        @Size(max = Limits.NUMBER)
        @Nullable
        String predictedStepSeconds) {}
