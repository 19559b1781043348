package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** The facts of a profile, copied so that a later change of the profile changes no key. */
public record TargetFacts(
        Platform platform,
        String profile,
        int hosts,
        int chipsPerHost,
        @Nullable String slice,
        ChipFacts chip,
        double memoryFraction,
        EfficiencyPrior efficiency,
        String deviceKind,
        @Nullable String gpuTargetConfig,
        @Nullable String cpuFeatures) {}
