package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Where checkpoints go: a claim of the namespace, or an object store. */
public record CheckpointStore(
        @Nullable String claim,
        @Nullable String url,
        @Nullable String credentialsRef) {}
