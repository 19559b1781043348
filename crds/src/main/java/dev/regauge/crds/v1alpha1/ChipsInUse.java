package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Chips of one profile that are taken. */
public record ChipsInUse(
        @JsonPropertyDescription("The HardwareProfile.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        String profile,

        @JsonPropertyDescription("Chips that attempts hold, and pods of ended ones that are not proven gone.")
        @Required
        @Min(1)
        @Max(1e8)
        int chips) {}
