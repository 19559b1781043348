package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Money that a queue has spent in a period of its budget. */
public record QueueSpent(
        @JsonPropertyDescription(
                "US dollars in this period: chips from the attempt's creation until they are free, at the price that their pool had then.")
        @Required
        @Size(min = 1, max = Limits.NUMBER)
        String usd,

        @JsonPropertyDescription("When the period began.") @Required @Size(min = 1, max = Limits.TIME)
        String periodBegins,

        @JsonPropertyDescription("When it ends and the next one begins.") @Required @Size(min = 1, max = Limits.TIME)
        String periodEnds,

        @JsonPropertyDescription(
                "Until when it is counted; while chips are in use it is written at least every five minutes.")
        @Required
        @Size(min = 1, max = Limits.TIME)
        String time) {}
