package dev.regauge.cli.why;

import dev.regauge.crds.v1alpha1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reasons and times as people read them. */
final class Words {
    private Words() {}

    /** A word of the closed list; a newer operator may know more of them than this program. */
    static Optional<Reason> reason(@Nullable String word) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(word))
                .findFirst();
    }

    /** The word and its sentence; where nothing was said, what the word means. */
    static String said(@Nullable String word, @Nullable String message) {
        if (word == null || word.isEmpty()) {
            return message == null || message.isEmpty() ? "nothing said yet" : message;
        }
        String sentence = message == null || message.isEmpty()
                ? reason(word).map(Reason::meaning).orElse("")
                : message;
        return sentence.isEmpty() ? word : word + ": " + sentence;
    }

    /** From one time to another, as 12 s, 3 m 05 s or 2 h 07 m. */
    static String between(Instant from, Instant to) {
        long seconds = Math.max(0, Duration.between(from, to).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d m", seconds / 3600, seconds / 60 % 60);
    }

    static Optional<Instant> time(@Nullable String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty()).map(Instant::parse);
    }
}
