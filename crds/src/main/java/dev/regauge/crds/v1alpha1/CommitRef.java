package dev.regauge.crds.v1alpha1;

/** A checkpoint: the epoch that wrote it and the step after which it was taken. */
public record CommitRef(long epoch, long step) {}
