package dev.regauge.crds.v1alpha1;

/** What is recomputed in the backward pass: nothing, whole layers, or everything but matrix products. */
public enum Remat {
    None,
    Full,
    Dots
}
