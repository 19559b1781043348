package dev.regauge.crds.v1alpha1;

/** What to do for one class of failure. */
public record RecoveryRule(String failureClass, String action) {}
