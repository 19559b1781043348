/** How fast the engine decides and how much it needs: scenes at their full size, timed from outside, garbage collection included. */
@NullMarked
package dev.regauge.benchmarks.decisions;

import org.jspecify.annotations.NullMarked;
