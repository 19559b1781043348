package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.AverageUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.queue.FairShares;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an engine cannot know again from lists, as an earlier leader left it in status. Pure. */
final class Inheritance {
    private Inheritance() {}

    /**
     * What queues used lately. It has faded since it was written; what was used in between nobody wrote down. Queues keep their order by that, for all
     * fade alike, and what they use now counts beside it.
     */
    static List<Event> shares(List<JobQueue> queues, Instant now) {
        return queues.stream()
                .<Event>flatMap(queue -> Optional.ofNullable(queue.getStatus())
                        .map(JobQueueStatus::averageUse)
                        .map(use -> new Event.QueueUsed(queue.getMetadata().getName(), faded(use, now)))
                        .stream())
                .toList();
    }

    private static double faded(AverageUse use, Instant now) {
        Duration since = Duration.between(Instant.parse(use.time()), now);
        double halvings = Math.max(0, since.toMillis()) / (double) FairShares.HALF_LIFE.toMillis();
        return Double.parseDouble(use.usdPerHour()) * StrictMath.pow(0.5, halvings);
    }
}
