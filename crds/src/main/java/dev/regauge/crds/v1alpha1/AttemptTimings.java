package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** When each stage was reached, RFC 3339. */
public record AttemptTimings(
        @Nullable String created,
        @Nullable String placed,
        @Nullable String ready,
        @Nullable String assigned,
        @Nullable String fenced,
        @Nullable String restored,
        @Nullable String firstStep,
        @Nullable String ended) {}
