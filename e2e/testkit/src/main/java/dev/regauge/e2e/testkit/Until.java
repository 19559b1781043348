package dev.regauge.e2e.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits with a name: the failure says what was waited for and what was seen last. */
public final class Until {
    private static final Duration POLL = Duration.ofMillis(200);

    private Until() {}

    /**
     * The first value that `look` finds.
     *
     * @param what what is waited for, as the failure message says it
     * @param seen what the failure message says was there instead
     * @throws AssertionError when the time is over
     */
    public static <T> T found(String what, Duration atMost, Supplier<Optional<T>> look, Supplier<String> seen) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> value = look.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + atMost.toSeconds() + " s for " + what + "; seen: " + seen.get());
            }
            pause();
        }
    }

    /** Waits until `holds` is true. */
    public static void holds(String what, Duration atMost, BooleanSupplier holds, Supplier<String> seen) {
        found(what, atMost, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty(), seen);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
