package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Chips of one profile: guaranteed and at most. */
public record QueueShare(
        String profile, int guaranteed, @Nullable Integer maximum) {}
