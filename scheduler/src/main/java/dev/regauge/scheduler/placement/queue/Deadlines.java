package dev.regauge.scheduler.placement.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * When time alone makes a waiting job another one. Nearly all start long before, so whoever does is not looked for here: he is passed over when his time has
 * come, or all such are cleared away at once when they have become the most.
 */
final class Deadlines {
    private static final int NOT_WORTH_CLEARING = 1000;

    private final Predicate<Waiting> stillWaits;
    private final PriorityQueue<Waiting> byTime = new PriorityQueue<>(Deadlines::compare);

    /** {@code stillWaits}: as it was when it was added. */
    Deadlines(Predicate<Waiting> stillWaits) {
        this.stillWaits = stillWaits;
    }

    private static int compare(Waiting a, Waiting b) {
        int earlier = time(a).compareTo(time(b));
        return earlier != 0 ? earlier : a.ref().compareTo(b.ref());
    }

    private static Instant time(Waiting job) {
        return Objects.requireNonNull(job.changesAt());
    }

    /** A job that {@link Waiting#changesAt changes}; {@code all}: how many wait. */
    void add(Waiting job, int all) {
        byTime.add(job);
        if (byTime.size() > NOT_WORTH_CLEARING + 2 * all) {
            byTime.removeIf(stillWaits.negate());
        }
    }

    /** Whose time comes first; null = nobody's does. */
    @Nullable
    Waiting first() {
        Waiting first = byTime.peek();
        while (first != null && !stillWaits.test(first)) {
            byTime.remove();
            first = byTime.peek();
        }
        return first;
    }

    /** Those whose time has come by now, the first first. They stay until they are put anew. */
    List<Waiting> over(Instant now) {
        List<Waiting> over = new ArrayList<>();
        for (Waiting first = first(); first != null && !now.isBefore(time(first)); first = first()) {
            over.add(byTime.remove());
        }
        byTime.addAll(over);
        return over;
    }
}
