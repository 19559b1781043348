/**
 * Which job runs where: the facts that come in as events, the decisions that go out, and the engine between them. No
 * clock, no randomness, no I/O; one thread writes.
 */
@NullMarked
package dev.regauge.scheduler.placement;

import org.jspecify.annotations.NullMarked;
