package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Which commit to start from. */
public record RestoreRule(
        RestoreMode mode, @Nullable Long epoch, @Nullable Long step) {}
