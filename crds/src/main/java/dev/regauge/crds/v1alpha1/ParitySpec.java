package dev.regauge.crds.v1alpha1;

/** Steps replayed and compared before a move counts. */
public record ParitySpec(int steps) {}
