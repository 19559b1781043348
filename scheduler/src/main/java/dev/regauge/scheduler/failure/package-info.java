/**
 * What a failure is, told from its signals by ordered rules that are data, and whether the job may come back.
 */
@NullMarked
package dev.regauge.scheduler.failure;

import org.jspecify.annotations.NullMarked;
