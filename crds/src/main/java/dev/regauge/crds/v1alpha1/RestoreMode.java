package dev.regauge.crds.v1alpha1;

/** Which commit a new epoch starts from. */
public enum RestoreMode {
    Newest,
    AtMost
}
