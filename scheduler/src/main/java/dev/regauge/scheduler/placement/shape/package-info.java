/**
 * How TPU v5p slices lie in cubes and pods: which shapes there are, which hosts a slice may take, which of them it takes, and in which order the
 * compiler counts them. Numbers only: hosts are seats, 16 to a cube. The rules and their sources are in docs/scheduler.md.
 */
@NullMarked
package dev.regauge.scheduler.placement.shape;

import org.jspecify.annotations.NullMarked;
