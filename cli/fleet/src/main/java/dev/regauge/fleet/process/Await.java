package dev.regauge.fleet.process;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that can be asked for, by name, so that a wait in vain says what it waited for. */
public final class Await {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private Await() {}

    public static void until(String what, Duration limit, BooleanSupplier holds) {
        until(what, limit, holds, () -> "");
    }

    /** @param evidence what to add to the message when the wait was in vain, such as the end of a log */
    public static void until(String what, Duration limit, BooleanSupplier holds, Supplier<String> evidence) {
        Instant deadline = Instant.now().plus(limit);
        while (!holds.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new NotInTime(what + ": not so after " + limit.toSeconds() + " s. " + evidence.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PERIOD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotInTime("interrupted while waiting");
        }
    }

    /** What was waited for did not come. */
    public static final class NotInTime extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotInTime(String message) {
            super(message);
        }
    }
}
