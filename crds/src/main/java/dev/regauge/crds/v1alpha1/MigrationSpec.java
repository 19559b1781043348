package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a running job may be moved to another variant. */
public record MigrationSpec(
        @JsonPropertyDescription("What may move the job: HardwareFailure, Preempted, Cheaper.") @Size(max = 8)
        List<@Size(max = 32) @Pattern("^(HardwareFailure|Preempted|Cheaper)$") String> when,

        @JsonPropertyDescription("Seconds that the job stays where it is before it may be moved for price.")
        @Default("1800")
        @Min(0)
        @Max(31_536_000)
        int minimumStaySeconds,

        @JsonPropertyDescription("What is compared before a move counts.") @Nullable
        ParitySpec parity) {
    public MigrationSpec {
        when = when == null ? List.of() : List.copyOf(when);
    }

    /** Zero is a lawful stay, so absence must be told from it. */
    @JsonCreator
    static MigrationSpec read(
            @JsonProperty("when") @Nullable List<String> when,
            @JsonProperty("minimumStaySeconds") @Nullable Integer minimumStaySeconds,
            @JsonProperty("parity") @Nullable ParitySpec parity) {
        return new MigrationSpec(
                when == null ? List.of() : when, minimumStaySeconds == null ? 1800 : minimumStaySeconds, parity);
    }
}
