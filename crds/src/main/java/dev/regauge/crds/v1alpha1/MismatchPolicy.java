package dev.regauge.crds.v1alpha1;

/** What a worker does whose versions do not match the executable. */
public enum MismatchPolicy {
    Stop,
    CompileJustInTime
}
