package dev.regauge.scheduler.lifecycle;

import java.time.Instant;

/**
 * A trainer process of the newest epoch ended without having finished.
 *
 * @param exitClass the word for its exit code in the table that both languages share
 */
public record TrainerExit(String exitClass, int exitCode, String message, Instant time) {
    static final String STUCK = "Stuck";
    static final String DRAINED = "Drained";
}
