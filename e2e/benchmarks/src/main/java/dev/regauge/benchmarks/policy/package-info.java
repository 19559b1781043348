/**
 * Scheduling policies for the simulator, each written from its paper, and ours. A policy sees estimates, never
 * the true durations.
 */
@NullMarked
package dev.regauge.benchmarks.policy;

import org.jspecify.annotations.NullMarked;
