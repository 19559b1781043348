/**
 * The names that everything else is keyed by: a job with its UID, the epoch of an attempt, the term of a leader.
 * Values only.
 */
@NullMarked
package dev.regauge.scheduler.identity;

import org.jspecify.annotations.NullMarked;
