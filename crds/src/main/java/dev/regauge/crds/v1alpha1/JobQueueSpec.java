package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may use what. */
public record JobQueueSpec(
        @JsonPropertyDescription("The namespaces whose jobs may name this queue.") @Required @Size(min = 1, max = 256)
        List<@Size(max = Limits.LABEL) @Pattern(Names.OBJECT_OR_HEX) String> namespaces,

        @JsonPropertyDescription(
                "Chips of the queue, one entry per profile. A profile without one is not for this queue.")
        @Size(max = 32)
        List<QueueShare> shares,

        @JsonPropertyDescription("The queue's part of what others leave unused, against the weights of other queues.")
        @Default("1")
        @Min(1)
        @Max(1_000_000)
        int weight,

        @JsonPropertyDescription("Money that the queue may spend; no limit when absent.") @Nullable
        QueueBudget budget,

        @JsonPropertyDescription("The highest priority that a job of the queue may have; no limit when absent.")
        @Min(-1_000_000)
        @Max(1_000_000)
        @Nullable
        Integer maxPriority,

        @JsonPropertyDescription(
                "`TakeTurns`: a running job is saved and makes room for one of the queue that has far less to do or has waited too long; not in its first ten minutes, and not for lower priority. `RunToEnd`: whoever runs stays.")
        @Default("TakeTurns")
        WithinQueue withinQueue) {
    public JobQueueSpec {
        withinQueue = withinQueue == null ? WithinQueue.TakeTurns : withinQueue;
        weight = weight == 0 ? 1 : weight;
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
        shares = shares == null ? List.of() : List.copyOf(shares);
    }
}
