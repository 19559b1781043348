package dev.regauge.scheduler.lifecycle;

import java.time.Instant;

/** A trainer process of the newest epoch ended without having finished. */
public record TrainerExit(Cause cause, int exitCode, String message, Instant time) {}
