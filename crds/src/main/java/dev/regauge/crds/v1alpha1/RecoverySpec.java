package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How often the job may come back. */
public record RecoverySpec(
        @JsonPropertyDescription("Failures after which the job gives up. Lost hardware and preemption never count.") @Default("10") @Min(0) @Max(100_000)
                int maxRestarts,
        @JsonPropertyDescription("What to do for classes of failure, before the built-in rules; the first that fits counts.") @Size(max = 32)
                List<RecoveryRule> rules) {
    public RecoverySpec {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }
}
