/**
 * What a job's commit log means: which checkpoints are committed and which epoch may commit. The pure fold only; the worker alone reads and writes
 * the log's files.
 */
@NullMarked
package dev.regauge.scheduler.checkpoint;

import org.jspecify.annotations.NullMarked;
