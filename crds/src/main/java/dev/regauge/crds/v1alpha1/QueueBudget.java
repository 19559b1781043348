package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Money per period. When it is spent, nothing of the queue starts before the next period; what runs goes on. */
public record QueueBudget(
        @JsonPropertyDescription("US dollars per period, a decimal such as `1000`.")
        @Required
        @Size(max = Limits.NUMBER)
        @Pattern(Names.DECIMAL)
        String usd,

        @JsonPropertyDescription(
                "Length of the period in seconds. Periods follow each other from 1970-01-01T00:00:00Z on, so 86400 is the day in UTC.")
        @Required
        @Min(3600)
        @Max(31_622_400)
        long periodSeconds) {}
