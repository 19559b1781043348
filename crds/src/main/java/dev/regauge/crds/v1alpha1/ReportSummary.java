package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** The figures of the compile report that fit in a line; the whole report is in the bundle. */
public record ReportSummary(
        @Nullable String flops,
        @Nullable Long bytesBeforeFusion,
        @Nullable Long bytesAfterFusion,
        @Nullable Integer operations,
        @Nullable Integer fusions,
        @Nullable Integer kernels,
        @Nullable String predictedStepSecondsP10,
        @Nullable String predictedStepSeconds,
        @Nullable String predictedStepSecondsP90,
        @Nullable String compileSeconds,
        @Nullable Long needBytes,
        @Nullable Long limitBytes,
        @Nullable Boolean fits) {}
