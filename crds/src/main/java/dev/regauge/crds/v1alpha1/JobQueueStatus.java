package dev.regauge.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Use and position of the queue. */
public record JobQueueStatus(
        @Nullable Long observedGeneration,
        int waiting,
        int running,
        @Nullable String spentUsd,
        List<Condition> conditions) {
    public JobQueueStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
