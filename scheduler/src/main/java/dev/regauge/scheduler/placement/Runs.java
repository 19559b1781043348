package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.RankedSet;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs that have chips, by when those are expected back. */
final class Runs {
    private final Map<JobRef, Run> byJob = new HashMap<>();
    private final RankedSet<Run> byEnd = inOrder();
    private final Map<Run.Kind, RankedSet<Run>> byEndOfKind = new HashMap<>();

    private static RankedSet<Run> inOrder() {
        return new RankedSet<>(Run.BY_END, run -> RankedSet.millis(run.end()));
    }

    void set(JobRef job, @Nullable Run run) {
        Run before = run == null ? byJob.remove(job) : byJob.put(job, run);
        if (before != null) {
            byEnd.remove(before);
            before.hosts().keySet().forEach(kind -> of(kind).remove(before));
        }
        if (run != null) {
            if (!run.isLeaving()) {
                byEnd.add(run);
            }
            run.hosts().keySet().forEach(kind -> of(kind).add(run));
        }
    }

    /** Those that should have ended are expected later. */
    void look(Instant now) {
        while (!byEnd.isEmpty() && !byEnd.first().end().isAfter(now)) {
            Run late = byEnd.first();
            set(late.job(), late.seenAt(now));
        }
    }

    @Nullable
    Instant nextEnd() {
        return byEnd.isEmpty() ? null : byEnd.first().end();
    }

    @Nullable
    Run of(JobRef job) {
        return byJob.get(job);
    }

    Collection<JobRef> jobs() {
        return byJob.keySet();
    }

    Collection<Run> all() {
        return byJob.values();
    }

    /** Those that have hosts of the kind, the first to end first. */
    Collection<Run> on(Run.Kind kind) {
        return of(kind);
    }

    private RankedSet<Run> of(Run.Kind kind) {
        return byEndOfKind.computeIfAbsent(kind, _ -> inOrder());
    }

    /**
     * @param at when so many hosts are expected to have come back
     * @param hosts that have come back by then
     */
    record Return(Instant at, int hosts) {}

    /** When {@code needed} more hosts will have come back; null = never, for all that is known. */
    @Nullable
    Return returning(Run.Kind kind, int needed) {
        int back = 0;
        for (Run run : of(kind)) {
            back += run.hosts().getOrDefault(kind, 0);
            if (back >= needed) {
                return new Return(run.end(), back);
            }
        }
        return null;
    }
}
