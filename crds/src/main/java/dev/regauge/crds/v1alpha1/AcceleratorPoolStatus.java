package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chips and hosts of the pool as last seen. */
public record AcceleratorPoolStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "Raised by every new leader before it places anything; attempts of an older term that it does not know are void.")
        @Default("0")
        @Min(0)
        @Max(Limits.COUNT)
        long term,

        @JsonPropertyDescription("Nodes that the selector matches.") @Min(0) @Max(1e6) @Nullable
        Integer hosts,

        @JsonPropertyDescription("Chips of those nodes.") @Min(0) @Max(1e8) @Nullable
        Integer chips,

        @JsonPropertyDescription("Healthy chips that nothing uses.") @Min(0) @Max(1e8) @Nullable
        Integer free,

        @JsonPropertyDescription("Chips that attempts hold.") @Min(0) @Max(1e8) @Nullable
        Integer allocated,

        @JsonPropertyDescription("Chips that cannot be used.") @Min(0) @Max(1e8) @Nullable
        Integer unhealthy,

        @JsonPropertyDescription("The largest slice, or number of whole hosts, that is free.")
        @Size(max = Limits.LABEL)
        @Nullable
        String largestFreeSlice,

        @JsonPropertyDescription("What holds of the pool.") List<Condition> conditions) {
    public AcceleratorPoolStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
