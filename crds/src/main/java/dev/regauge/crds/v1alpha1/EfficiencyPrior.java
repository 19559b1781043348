package dev.regauge.crds.v1alpha1;

/** Share of the roofline that programs reach: 10th, 50th, 90th percentile. */
public record EfficiencyPrior(double p10, double p50, double p90) {}
