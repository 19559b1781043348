package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.JobState;
import dev.regauge.crds.v1alpha1.QueueShare;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.operator.status.ConditionAggregator.Holds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The next status of a queue. Pure. */
final class QueueStatusOf {
    private static final Set<JobState> WAITING =
            Set.of(JobState.Validating, JobState.Compiling, JobState.Queued, JobState.Recovering);
    private static final Set<JobState> RUNNING = Set.of(JobState.Placing, JobState.Starting, JobState.Training);

    /** The condition of a queue. */
    private enum QueueCondition {
        Ready
    }

    private QueueStatusOf() {}

    /**
     * @param jobs that name the queue
     * @param inUse chips by profile
     * @param profiles names of those that exist
     */
    static JobQueueStatus next(
            JobQueue queue, List<TrainingJob> jobs, Map<String, Integer> inUse, Set<String> profiles, Instant now) {
        JobQueueStatus before = queue.getStatus();
        long generation = Objects.requireNonNullElse(queue.getMetadata().getGeneration(), 0L);
        return new JobQueueStatus(
                generation,
                count(jobs, WAITING),
                count(jobs, RUNNING),
                new TreeMap<>(inUse)
                        .entrySet().stream()
                                .map(use -> new ChipsInUse(use.getKey(), use.getValue()))
                                .toList(),
                before == null ? null : before.spentUsd(),
                conditions(queue, profiles).over(before == null ? List.of() : before.conditions(), generation, now));
    }

    private static ConditionAggregator<QueueCondition> conditions(JobQueue queue, Set<String> profiles) {
        ConditionAggregator<QueueCondition> conditions =
                new ConditionAggregator<>(QueueCondition.class, Reason.InProgress.name());
        List<String> unknown = queue.getSpec().shares().stream()
                .map(QueueShare::profile)
                .filter(profile -> !profiles.contains(profile))
                .toList();
        if (unknown.isEmpty()) {
            conditions.say(QueueCondition.Ready, Holds.True, Reason.QueueReady.name(), "");
        } else {
            String message =
                    "spec.shares names the profile " + String.join(", ", unknown) + ", which does not exist; allowed: "
                            + String.join(", ", profiles.stream().sorted().toList());
            conditions.say(QueueCondition.Ready, Holds.False, Reason.UnknownProfile.name(), message);
        }
        return conditions;
    }

    private static int count(List<TrainingJob> jobs, Set<JobState> states) {
        return (int) jobs.stream()
                .map(TrainingJob::getStatus)
                .flatMap(Stream::ofNullable)
                .map(TrainingJobStatus::status)
                .filter(word -> states.stream().anyMatch(state -> state.name().equals(word)))
                .count();
    }
}
