package dev.regauge.scheduler.placement.queue;

import java.time.Instant;

/**
 * Of the chips of a profile a job makes less than others of its line, so it leaves them alone for a while.
 *
 * @param better the profile for which it waits
 * @param times as much of the chip-time as usual, if it needs the usual on the better one
 * @param until when it has waited as long as it would waste
 */
public record Mismatch(String better, double times, Instant until) {}
