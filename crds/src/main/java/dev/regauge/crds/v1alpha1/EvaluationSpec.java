package dev.regauge.crds.v1alpha1;

/** How often and how long to evaluate. */
public record EvaluationSpec(int everySteps, int steps) {}
