package dev.regauge.crds.v1alpha1;

/** What happens to checkpoints when the job is deleted. */
public enum OnDelete {
    Retain,
    Delete
}
