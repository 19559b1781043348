package dev.regauge.compileservice.it;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what must come; long, for a machine may be busy with many tests. */
final class Await {
    private static final Duration MOST = Duration.ofSeconds(240);

    private Await() {}

    static <T> T found(String what, Supplier<Optional<T>> look, Supplier<String> otherwise) {
        long end = System.nanoTime() + MOST.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + MOST.toSeconds() + " s for " + what + "; " + otherwise.get());
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }
}
