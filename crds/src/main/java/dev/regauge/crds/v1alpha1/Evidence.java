package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One observed fact behind a verdict. */
public record Evidence(
        @JsonPropertyDescription("What was seen.") @Required @Size(min = 1, max = 256)
        String what,

        @JsonPropertyDescription("The pod it is about.") @Size(max = Limits.SUBDOMAIN) @Nullable
        String pod,

        @JsonPropertyDescription("The node it is about.") @Size(max = Limits.SUBDOMAIN) @Nullable
        String node,

        @JsonPropertyDescription("More on it.") @Size(max = 4096) @Nullable
        String detail,

        @JsonPropertyDescription("When it was seen.") @Required @Size(min = 1, max = Limits.TIME)
        String time) {}
