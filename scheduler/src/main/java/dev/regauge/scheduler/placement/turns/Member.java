package dev.regauge.scheduler.placement.turns;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Estimate;
import dev.regauge.scheduler.placement.queue.Lane;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that waits or runs in a queue whose jobs take turns.
 *
 * @param profile of the chips that it has, or would have where it needs the least chip-time
 * @param chips that it has or would have
 * @param seconds to go on those chips, from {@link Stay#anchorMillis} on where it runs
 * @param needs hosts by kind, one for each variant that it could start; where it runs, what it has
 * @param chipSecondsPerStep the least by profile, where it could run on several
 * @param stay null = it waits
 */
public record Member(
        JobRef job,
        String queue,
        int band,
        int priority,
        Instant submitted,
        String profile,
        int chips,
        double seconds,
        List<Map<Lane.Kind, Integer>> needs,
        Map<String, Double> chipSecondsPerStep,
        @Nullable Stay stay) {
    /**
     * Where a job runs.
     *
     * @param since when it got its chips
     * @param anchorMillis since 1970, from when its seconds count
     * @param restartSeconds to save, stop, start again and be where it was
     */
    public record Stay(Instant since, long anchorMillis, double restartSeconds) {}

    /** Who came first first. */
    static final Comparator<Member> BY_SUBMISSION = (a, b) -> {
        int bySubmission = a.submitted.compareTo(b.submitted);
        return bySubmission != 0 ? bySubmission : a.job.compareTo(b.job);
    };

    public Member {
        needs = List.copyOf(needs);
        chipSecondsPerStep = Map.copyOf(chipSecondsPerStep);
    }

    /** Until it ends on its chips, if nothing comes between; what lasts longer than expected is expected to last twice as long. */
    double secondsLeft(Instant now) {
        if (stay == null) {
            return seconds;
        }
        return Math.max(1, Estimate.secondsLeft(stay.anchorMillis(), seconds, now));
    }
}
