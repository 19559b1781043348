package dev.regauge.benchmarks.simulation;

/** One stretch of running without a break, restart included; chips of one pool, all or none. */
public record Segment(int job, double start, double end, int pool) {}
