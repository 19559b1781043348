package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Which commits are kept. */
public record CheckpointKeep(
        @JsonPropertyDescription("How many of the newest commits are kept.") @Default("3") @Min(1) @Max(1000)
        int last,

        @JsonPropertyDescription("Commits at multiples of this step are kept for good; none when absent.")
        @Min(1)
        @Max(1e9)
        @Nullable
        Integer everySteps) {
    public CheckpointKeep {
        last = last == 0 ? 3 : last;
    }

    static CheckpointKeep standard() {
        return new CheckpointKeep(3, null);
    }
}
