package dev.regauge.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of the profile. */
public record HardwareProfileStatus(@Nullable Long observedGeneration, List<Condition> conditions) {
    public HardwareProfileStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
