package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the profile. */
public record HardwareProfileStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("What holds of the profile.")
        List<Condition> conditions) {
    public HardwareProfileStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
