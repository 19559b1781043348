package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What a queue used lately. */
public record AverageUse(
        @JsonPropertyDescription(
                "US dollars per hour at the pools' prices; the past counts half as much each 24 hours.")
        @Required
        @Size(min = 1, max = Limits.NUMBER)
        String usdPerHour,

        @JsonPropertyDescription("When that was so; later it is less, for what was used since then is not in it.")
        @Required
        @Size(min = 1, max = Limits.TIME)
        String time) {}
