package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** How often to save: every so many seconds or every so many steps; without it, automatically from failure rate and save cost. */
public record CheckpointInterval(
        @Nullable Integer seconds, @Nullable Integer steps) {}
