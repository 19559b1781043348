package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The hardware-independent program. */
public record ProgramSpec(
        @JsonPropertyDescription("Where the code is; the runtime image when absent.") @Nullable
        ProgramSource source,

        @JsonPropertyDescription("The function that makes the program, as `package.module:name`.")
        @Required
        @Size(min = 3, max = 256)
        @ValidationRule(
                value = Rules.ENTRYPOINT,
                messageExpression = Rules.ENTRYPOINT_MESSAGE,
                message = "must be `package.module:name`")
        String entrypoint,

        @JsonPropertyDescription("What the function gets: free form, part of the executable's key.")
        @PreserveUnknownFields
        @Nullable
        JsonNode config) {}
