package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** One axis of the device mesh, outermost first. */
public record MeshAxis(String axis, int size, @Nullable NetworkLayer over) {}
