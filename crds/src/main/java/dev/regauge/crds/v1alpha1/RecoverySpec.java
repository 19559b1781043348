package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How often the job may come back. */
public record RecoverySpec(
        @JsonPropertyDescription("Failures after which the job gives up. Lost hardware and preemption never count.")
        @Default("10")
        @Min(0)
        @Max(100_000)
        int maxRestarts,

        @JsonPropertyDescription(
                "What to do for classes of failure, before the built-in rules; the first that fits counts.")
        @Size(max = 32)
        List<RecoveryRule> rules) {
    public RecoverySpec {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    static RecoverySpec standard() {
        return new RecoverySpec(10, List.of());
    }

    /** Zero is a lawful number of restarts, so absence must be told from it. */
    @JsonCreator
    static RecoverySpec read(
            @JsonProperty("maxRestarts") @Nullable Integer maxRestarts,
            @JsonProperty("rules") @Nullable List<RecoveryRule> rules) {
        return new RecoverySpec(maxRestarts == null ? 10 : maxRestarts, rules == null ? List.of() : rules);
    }
}
