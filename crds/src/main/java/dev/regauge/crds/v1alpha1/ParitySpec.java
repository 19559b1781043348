package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Steps replayed and compared before a move counts. */
public record ParitySpec(
        @JsonPropertyDescription("Steps that are replayed on the new hardware and compared.")
        @Default("3")
        @Min(0)
        @Max(64)
        int steps) {
    /** Zero steps are lawful, so absence must be told from them. */
    @JsonCreator
    static ParitySpec read(@JsonProperty("steps") @Nullable Integer steps) {
        return new ParitySpec(steps == null ? 3 : steps);
    }
}
