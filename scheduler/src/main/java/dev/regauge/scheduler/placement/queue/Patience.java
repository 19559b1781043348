package dev.regauge.scheduler.placement.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose patience ends when. Nearly all start long before, so whoever does is not looked for here: he is passed over when his time has come, or all such are
 * cleared away at once when they have become the most.
 */
final class Patience {
    private static final int NOT_WORTH_CLEARING = 1000;

    private final Predicate<Waiting> stillWaits;
    private final PriorityQueue<Waiting> byEnd = new PriorityQueue<>(Patience::compare);

    /** {@code stillWaits}: as it was when it was added, and is not overdue. */
    Patience(Predicate<Waiting> stillWaits) {
        this.stillWaits = stillWaits;
    }

    private static int compare(Waiting a, Waiting b) {
        int byTime = a.overdueAt().compareTo(b.overdueAt());
        return byTime != 0 ? byTime : a.ref().compareTo(b.ref());
    }

    /** {@code all}: how many wait. */
    void add(Waiting job, int all) {
        byEnd.add(job);
        if (byEnd.size() > NOT_WORTH_CLEARING + 2 * all) {
            byEnd.removeIf(stillWaits.negate());
        }
    }

    /** The first whose patience ends; null = nobody's does. */
    @Nullable
    Waiting first() {
        Waiting first = byEnd.peek();
        while (first != null && !stillWaits.test(first)) {
            byEnd.remove();
            first = byEnd.peek();
        }
        return first;
    }

    /** Those whose patience has ended by now, the first first. */
    List<Waiting> ended(Instant now) {
        List<Waiting> ended = new ArrayList<>();
        for (Waiting first = first(); first != null && !now.isBefore(first.overdueAt()); first = first()) {
            ended.add(byEnd.remove());
        }
        byEnd.addAll(ended);
        return ended;
    }
}
