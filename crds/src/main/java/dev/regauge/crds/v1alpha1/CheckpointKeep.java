package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Which commits are kept. */
public record CheckpointKeep(int last, @Nullable Integer everySteps) {}
