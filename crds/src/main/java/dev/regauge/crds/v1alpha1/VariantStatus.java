package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** What became of one variant. */
public record VariantStatus(
        String name,
        @Nullable String executable,
        String state,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String requestKey,
        @Nullable String digest,
        @Nullable String predictedStepSeconds) {}
