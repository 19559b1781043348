package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.identity.JobRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Chips that the jobs of each queue have, by profile; kept job by job so that nothing is ever summed anew. */
public final class QueueUse {
    /** What one job has: chips by profile, and what they cost. */
    public record Part(String queue, Map<String, Integer> chips, long microUsdPerHour) {
        public Part {
            chips = Map.copyOf(chips);
        }
    }

    private final Map<JobRef, Part> byJob = new HashMap<>();
    /** By queue and profile. */
    private final Map<String, Map<String, Integer>> sums = new HashMap<>();

    private final FairShares shares;

    public QueueUse(FairShares shares) {
        this.shares = shares;
    }

    public @Nullable Part of(JobRef job) {
        return byJob.get(job);
    }

    /** Replaces what the job had; false = it has the same as before. */
    public boolean set(JobRef job, @Nullable Part part) {
        Part after = part == null || part.chips().isEmpty() ? null : part;
        Part before = after == null ? byJob.remove(job) : byJob.put(job, after);
        if (Objects.equals(before, after)) {
            return false;
        }
        if (before != null) {
            before.chips().forEach((profile, chips) -> add(before.queue(), profile, -chips));
            shares.use(before.queue(), -before.microUsdPerHour());
        }
        if (after != null) {
            after.chips().forEach((profile, chips) -> add(after.queue(), profile, chips));
            shares.use(after.queue(), after.microUsdPerHour());
        }
        return true;
    }

    private void add(String queue, String profile, int chips) {
        sums.computeIfAbsent(queue, _ -> new HashMap<>()).merge(profile, chips, Integer::sum);
    }

    public int of(String queue, String profile) {
        Map<String, Integer> ofQueue = sums.get(queue);
        return ofQueue == null ? 0 : ofQueue.getOrDefault(profile, 0);
    }

    /** Without those of {@code except}: it keeps its own or gives them up, but has none twice. */
    public int of(String queue, String profile, JobRef except) {
        Part own = byJob.get(except);
        int ownChips = own != null && own.queue().equals(queue) ? own.chips().getOrDefault(profile, 0) : 0;
        return of(queue, profile) - ownChips;
    }
}
