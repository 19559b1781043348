package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Facts of one host. */
public record HostFacts(
        @JsonPropertyDescription("Chips of one host; the default of `chipsPerHost`.") @Required @Min(1) @Max(64)
        int chips,

        @JsonPropertyDescription("The machine type, for people.") @Size(max = Limits.LABEL) @Nullable
        String machineType) {}
