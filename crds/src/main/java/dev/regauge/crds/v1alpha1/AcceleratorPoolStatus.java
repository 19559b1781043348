package dev.regauge.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chips and hosts of the pool as last seen. */
public record AcceleratorPoolStatus(
        @Nullable Long observedGeneration,
        long term,
        @Nullable Integer hosts,
        @Nullable Integer chips,
        @Nullable Integer free,
        @Nullable Integer allocated,
        @Nullable Integer unhealthy,
        @Nullable String largestFreeSlice,
        List<Condition> conditions) {
    public AcceleratorPoolStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
