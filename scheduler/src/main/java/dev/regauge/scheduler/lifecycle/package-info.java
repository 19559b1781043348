/**
 * The way of a job as one pure function: what was observed and an instant go in, the next state, what to record and what to do come out. Values
 * only; no Kubernetes, no clock.
 */
@NullMarked
package dev.regauge.scheduler.lifecycle;

import org.jspecify.annotations.NullMarked;
