/**
 * A deterministic event simulator of rigid gangs: what runs when, what it cost, and how far from the lower bound.
 * It knows no policy.
 */
@NullMarked
package dev.regauge.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
