package dev.regauge.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may use what. */
public record JobQueueSpec(
        List<String> namespaces,
        List<QueueShare> shares,
        int weight,
        @Nullable QueueBudget budget,
        @Nullable Integer maxPriority) {
    public JobQueueSpec {
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
        shares = shares == null ? List.of() : List.copyOf(shares);
    }
}
