/**
 * What happens to an Executable next: pure functions of what was observed. Nothing here reads a clock, a file or the cluster.
 */
@NullMarked
package dev.regauge.compileservice.decide;

import org.jspecify.annotations.NullMarked;
