/**
 * What steps really took, and what that says about predictions of the same kind. Knows step times and numbers, nothing of queues or hosts; whoever asks
 * decides with the answer only between variants of one job.
 */
@NullMarked
package dev.regauge.scheduler.placement.learned;

import org.jspecify.annotations.NullMarked;
