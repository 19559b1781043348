package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Where, how often and how long checkpoints are kept. */
public record CheckpointSpec(
        CheckpointStore store,
        @Nullable CheckpointInterval interval,
        @Nullable CheckpointKeep keep,
        OnDelete onDelete) {}
