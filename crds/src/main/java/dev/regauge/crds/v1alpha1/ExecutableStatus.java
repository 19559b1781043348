package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the compile went. */
public record ExecutableStatus(
        @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Where the compile stands: Pending, Compiling, Ready or Failed.") @Default("Pending")
        ExecutablePhase phase,

        @JsonPropertyDescription("Why, one of the closed list of reasons.") @Size(max = Limits.WORD) @Nullable
        String reason,

        @JsonPropertyDescription("The same in a sentence; for a program error the end of its traceback.")
        @Size(max = Limits.MESSAGE)
        @Nullable
        String message,

        @JsonPropertyDescription("Key of the compile request: equal requests have equal keys.")
        @Size(max = Limits.WORD)
        @Nullable
        String requestKey,

        @JsonPropertyDescription("Key of what was compiled: equal programs share a bundle.")
        @Size(max = Limits.WORD)
        @Nullable
        String executableKey,

        @JsonPropertyDescription("Digest of the signed bundle.") @Size(max = 71) @Nullable
        String digest,

        @JsonPropertyDescription("Size of the bundle.") @Min(0) @Max(Limits.COUNT) @Nullable
        Long bytes,

        @JsonPropertyDescription("Number of the compile pod, 1 for the first.") @Default("0") @Min(0) @Max(1000)
        int attempt,

        @JsonPropertyDescription("The compile pod.") @Size(max = Limits.LABEL) @Nullable
        String pod,

        @JsonPropertyDescription("What the compiler said last, such as Compiled or DoesNotFit.")
        @Size(max = Limits.WORD)
        @Nullable
        String outcome,

        @JsonPropertyDescription("Figures of the compile report; the whole report is in the bundle.") @Nullable
        ReportSummary report,

        @JsonPropertyDescription("When the first compile pod was created.") @Size(max = Limits.TIME) @Nullable
        String startTime,

        @JsonPropertyDescription("When the bundle was stored and signed.") @Size(max = Limits.TIME) @Nullable
        String readyTime,

        @JsonPropertyDescription("Jobs that use it.") @Default("0") @Min(0) @Max(1e6)
        int users,

        @JsonPropertyDescription("What holds of the executable.")
        List<Condition> conditions) {
    public ExecutableStatus {
        phase = phase == null ? ExecutablePhase.Pending : phase;
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
