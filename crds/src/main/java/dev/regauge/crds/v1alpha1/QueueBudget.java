package dev.regauge.crds.v1alpha1;

/** Money per period. */
public record QueueBudget(String usd, long periodSeconds) {}
