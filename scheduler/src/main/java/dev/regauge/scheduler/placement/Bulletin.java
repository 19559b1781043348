package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where so many wait that not every change of a position can be told to all, all are told in turn, a few every second. When everybody has been told and
 * something has happened since, it begins anew, and expected starts are worked out then: for those who come first, since further down they mean little and
 * cost much.
 */
final class Bulletin {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int TOLD_AT_ONCE = 20;
    private static final int FORESEEN = 2_000;

    private List<JobRef> inTurn = List.of();
    private int next;
    private Map<JobRef, Decision.Window> starts = Map.of();
    private @Nullable Instant due;
    private boolean stirred;

    /** Who is told now; nobody before it is time. {@code news}: something happened. */
    List<Waiting> tell(Facts facts, boolean news, Instant now) {
        stirred |= news;
        if (due != null && now.isBefore(due)) {
            return List.of();
        }
        if (next == inTurn.size()) {
            if (!stirred) {
                due = null;
                return List.of();
            }
            stirred = false;
            List<Waiting> all = facts.waiting.inTurn();
            starts = new ExpectedStarts(facts, now).of(all.subList(0, Math.min(FORESEEN, all.size())));
            inTurn = all.stream().map(Waiting::ref).toList();
            next = 0;
        }
        due = now.plus(PERIOD);
        List<Waiting> told = new ArrayList<>();
        while (next < inTurn.size() && told.size() < TOLD_AT_ONCE) {
            Waiting job = facts.waiting.get(inTurn.get(next++));
            if (job != null) {
                told.add(job);
            }
        }
        return told;
    }

    /** By job, as they were when the round of all began. */
    Map<JobRef, Decision.Window> starts() {
        return starts;
    }

    /** When the next ones are told, though nothing happens; null = nobody has to be. */
    @Nullable
    Instant due() {
        return due;
    }

    /** So few wait that all are told of every change. */
    void rest() {
        inTurn = List.of();
        next = 0;
        starts = Map.of();
        due = null;
    }
}
