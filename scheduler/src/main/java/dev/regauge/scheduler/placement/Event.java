package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A fact that the engine is told. The newest fact under a name replaces older ones; the order of different names does not matter. */
public sealed interface Event {
    record PoolSeen(Pool pool) implements Event {}

    record PoolGone(String pool) implements Event {}

    record HostSeen(Host host) implements Event {}

    record HostGone(String node) implements Event {}

    record QueueSeen(Queue queue) implements Event {}

    record QueueGone(String queue) implements Event {}

    /** What the queue used lately, in money per hour, as {@link Engine#averageUse} told before a restart. Never heard = nothing. */
    record QueueUsed(String queue, double usdPerHour) implements Event {
        public QueueUsed {
            if (!(usdPerHour >= 0) || Double.isInfinite(usdPerHour)) {
                throw new IllegalArgumentException(
                        "queue " + queue + " used " + usdPerHour + " USD per hour; allowed: 0 and above, finite");
            }
        }
    }

    /** The job wants {@link JobRequest#epoch()} placed, or runs it. */
    record JobSeen(JobRequest job) implements Event {}

    /**
     * The job is finished, suspended or deleted: it wants nothing and no longer counts against its queue. What it still holds stays taken until
     * {@link ChipsFreed}.
     */
    record JobGone(JobRef job) implements Event {}

    /**
     * What the attempt of {@code epoch}, or pods of the job not yet proven gone, hold: chips by node. Replaces the job's earlier holds, a promise made
     * by {@link Decision.Place} for this or an earlier epoch included.
     */
    record ChipsHeld(JobRef job, Epoch epoch, Map<String, Integer> chipsByNode) implements Event {
        public ChipsHeld {
            chipsByNode = Map.copyOf(chipsByNode);
            chipsByNode.forEach((node, chips) -> {
                if (chips < 1) {
                    throw new IllegalArgumentException(
                            job + " holds " + chips + " chips on " + node + "; allowed: at least 1");
                }
            });
        }
    }

    /** The job holds no chip any more. */
    record ChipsFreed(JobRef job) implements Event {}

    /** The nodes did not take the job's pods (foreign pods, devices): not offered to this job again before {@code until}; a promise is void. */
    record PlacementRefused(JobRef job, Set<String> nodes, Instant until) implements Event {
        public PlacementRefused {
            nodes = Set.copyOf(nodes);
        }
    }
}
