package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The figures of the compile report that fit in a line; the whole report is in the bundle. */
public record ReportSummary(
        @JsonPropertyDescription("Floating-point operations of one step on one device, such as 1.3e12.")
        @Size(max = Limits.NUMBER)
        @Nullable
        String flops,

        @JsonPropertyDescription("Bytes that one step would move on one device if nothing were fused.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long bytesBeforeFusion,

        @JsonPropertyDescription("Bytes that one step moves on one device as compiled.")
        @Min(0)
        @Max(Limits.COUNT)
        @Nullable
        Long bytesAfterFusion,

        @JsonPropertyDescription("Operations of the compiled step.") @Min(0) @Max(1e9) @Nullable
        Integer operations,

        @JsonPropertyDescription("Fusions among them.") @Min(0) @Max(1e9) @Nullable
        Integer fusions,

        @JsonPropertyDescription("Kernels that are launched.") @Min(0) @Max(1e9) @Nullable
        Integer kernels,

        @JsonPropertyDescription("Predicted seconds of one step: the fast end.") @Size(max = Limits.NUMBER) @Nullable
        String predictedStepSecondsP10,

        @JsonPropertyDescription("Predicted seconds of one step: the middle.") @Size(max = Limits.NUMBER) @Nullable
        String predictedStepSeconds,

        @JsonPropertyDescription("Predicted seconds of one step: the slow end.") @Size(max = Limits.NUMBER) @Nullable
        String predictedStepSecondsP90,

        @JsonPropertyDescription("Seconds that the compiler took.") @Size(max = Limits.NUMBER) @Nullable
        String compileSeconds,

        @JsonPropertyDescription("Device memory that the program needs.") @Min(0) @Max(Limits.COUNT) @Nullable
        Long needBytes,

        @JsonPropertyDescription("Device memory that it may use.") @Min(0) @Max(Limits.COUNT) @Nullable
        Long limitBytes,

        @JsonPropertyDescription("Whether it fits.") @Nullable
        Boolean fits) {}
