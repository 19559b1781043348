package dev.regauge.crds.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warm start from a job or a checkpoint. */
public record InitFrom(
        @Nullable String job, @Nullable String checkpoint, List<String> subset, Map<String, String> mapping) {
    public InitFrom {
        subset = subset == null ? List.of() : List.copyOf(subset);
        mapping = mapping == null ? Map.of() : Map.copyOf(mapping);
    }
}
