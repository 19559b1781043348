package dev.regauge.crds.v1alpha1;

/** Where a compile stands. The last two are final. */
public enum ExecutablePhase {
    Pending,
    Compiling,
    Ready,
    Failed
}
