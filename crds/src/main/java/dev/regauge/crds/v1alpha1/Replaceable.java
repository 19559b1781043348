package dev.regauge.crds.v1alpha1;

/** The unit that is replaced when hardware fails. */
public enum Replaceable {
    Host,
    Slice
}
