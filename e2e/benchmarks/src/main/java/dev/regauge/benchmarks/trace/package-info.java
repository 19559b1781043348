/**
 * Traces of jobs and the fleets they run on, read from CSV.
 */
@NullMarked
package dev.regauge.benchmarks.trace;

import org.jspecify.annotations.NullMarked;
