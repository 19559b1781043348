package dev.regauge.crds.v1alpha1;

/** Facts of one chip; `source` says where they come from. */
public record ChipFacts(
        String name,
        double peakBf16Flops,
        long hbmBytes,
        double hbmBytesPerSecond,
        double interconnectBytesPerSecond,
        String source) {}
