package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a job stands in its queue, and why it does not start. */
public record WaitingStatus(
        @JsonPropertyDescription("1 = next in its queue; at most every 30 seconds.") @Required @Min(1) @Max(1e9)
        int position,

        @JsonPropertyDescription("It starts hardly before, where the engine can say so.")
        @Size(max = Limits.TIME)
        @Nullable
        String earliestStart,

        @JsonPropertyDescription("It starts hardly after, where the engine can say so.")
        @Size(max = Limits.TIME)
        @Nullable
        String latestStart,

        @JsonPropertyDescription("Why, the weightiest first.") @Size(max = 64)
        List<WaitingReason> reasons) {
    public WaitingStatus {
        reasons = reasons == null ? List.of() : List.copyOf(reasons);
    }
}
