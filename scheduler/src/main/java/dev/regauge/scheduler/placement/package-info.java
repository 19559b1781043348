/**
 * Which job runs where: the facts that come in as events, the decisions that go out, and the engine between them. No
 * clock, no randomness, no I/O; one thread writes.
 *
 * <p>What is where, and who has it, is in {@link dev.regauge.scheduler.placement.Fleet}. It lays each pool out as a
 * {@link dev.regauge.scheduler.placement.Ground}: a row of hosts in network domains ({@code tier}), the provider's
 * slices, or seats in carved v5p pods ({@code shape}). Questions about it go to
 * {@link dev.regauge.scheduler.placement.GangFit}:
 *
 * <ul>
 *   <li>{@code mayFit(variant)}: are enough hosts free in some pool? Constant time, never wrong with a no.
 *   <li>{@code room(variant, asker, open)}: where would it go now? Microseconds, no reasons.
 *   <li>{@code fit(variant, asker)}: the same, with reasons and numbers where it cannot; {@code refit} after a failure.
 *   <li>{@code couldEverFit(variant, asker)}: would it go anywhere if every job left?
 * </ul>
 *
 * What would have room if some jobs left, as reclaim and preemption ask, is answered by a
 * {@link dev.regauge.scheduler.placement.Supposition}: jobs leave and come back one by one, each at the cost of its own
 * hosts, and nothing real changes. Its {@code room(pool, variant, asker)} is cheap enough to be asked after each of them.
 */
@NullMarked
package dev.regauge.scheduler.placement;

import org.jspecify.annotations.NullMarked;
