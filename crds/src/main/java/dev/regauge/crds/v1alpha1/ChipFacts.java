package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Facts of one chip; `source` says where they come from. */
public record ChipFacts(
        @JsonPropertyDescription("The chip's name.") @Required @Size(min = 1, max = Limits.LABEL)
        String name,

        @JsonPropertyDescription("Dense bf16 operations per second at best.") @Required @Min(1) @Max(1e18)
        double peakBf16Flops,

        @JsonPropertyDescription("Bytes of device memory that a program can use.") @Required @Min(1) @Max(Limits.COUNT)
        long hbmBytes,

        @JsonPropertyDescription("Bytes per second between chip and device memory.") @Required @Min(1) @Max(1e16)
        double hbmBytesPerSecond,

        @JsonPropertyDescription(
                "Bytes per second, one direction, between this chip and its neighbours in a slice or host.")
        @Required
        @Min(1)
        @Max(1e16)
        double interconnectBytesPerSecond,

        @JsonPropertyDescription("Where these figures come from.") @Required @Size(min = 1, max = 1024)
        String source) {}
