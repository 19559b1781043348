package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import java.util.HashMap;
import java.util.Map;

/** Chips that the jobs of each queue have, by profile; kept job by job so that nothing is ever summed anew. */
final class QueueUse implements Turn.Usage {
    private record Share(String queue, Map<String, Integer> byProfile) {}

    private record Account(String queue, String profile) {}

    private final Map<JobRef, Share> byJob = new HashMap<>();
    private final Map<Account, Integer> sums = new HashMap<>();

    /** True = some queue uses less than before. */
    boolean set(JobRef job, String queue, Map<String, Integer> byProfile) {
        Share before = byJob.remove(job);
        boolean less = before != null
                && (!before.queue().equals(queue)
                        || before.byProfile().entrySet().stream()
                                .anyMatch(e -> byProfile.getOrDefault(e.getKey(), 0) < e.getValue()));
        if (before != null) {
            before.byProfile()
                    .forEach(
                            (profile, chips) -> sums.merge(new Account(before.queue(), profile), -chips, Integer::sum));
        }
        if (!byProfile.isEmpty()) {
            byJob.put(job, new Share(queue, Map.copyOf(byProfile)));
            byProfile.forEach((profile, chips) -> sums.merge(new Account(queue, profile), chips, Integer::sum));
        }
        return less;
    }

    @Override
    public int of(String queue, String profile, JobRef except) {
        Share own = byJob.get(except);
        int ownChips =
                own != null && own.queue().equals(queue) ? own.byProfile().getOrDefault(profile, 0) : 0;
        return sums.getOrDefault(new Account(queue, profile), 0) - ownChips;
    }
}
