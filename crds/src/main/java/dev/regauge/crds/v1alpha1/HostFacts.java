package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Facts of one host. */
public record HostFacts(int chips, @Nullable String machineType) {}
