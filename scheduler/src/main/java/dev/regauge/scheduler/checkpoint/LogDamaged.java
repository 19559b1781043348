package dev.regauge.scheduler.checkpoint;

/** The log cannot have been written by the append rules; nothing may be built on it. */
public final class LogDamaged extends RuntimeException {
    public LogDamaged(String message) {
        super(message);
    }

    LogDamaged(String message, Throwable cause) {
        super(message, cause);
    }
}
