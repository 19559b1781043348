package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AverageUse;
import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.JobState;
import dev.regauge.crds.v1alpha1.QueueShare;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.operator.status.ConditionAggregator.Holds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** Alone, a new average is worth a write so often; a minute moves it by 0.05 % of what is used. */
    static final Duration AVERAGES_APART = Duration.ofMinutes(5);

    /**
     * What is known of a queue's jobs.
     *
     * @param jobs that name the queue
     * @param inUse chips by profile
     * @param averageUse where there is any
     */
    record Use(List<TrainingJob> jobs, Map<String, Integer> inUse, Optional<AverageUse> averageUse) {}

    /** {@code profiles}: names of those that exist. */
    static JobQueueStatus next(JobQueue queue, Use use, Set<String> profiles, Instant now) {
        JobQueueStatus before = queue.getStatus();
        long generation = Objects.requireNonNullElse(queue.getMetadata().getGeneration(), 0L);
        return new JobQueueStatus(
                generation,
                count(use.jobs(), WAITING),
                count(use.jobs(), RUNNING),
                new TreeMap<>(use.inUse())
                        .entrySet().stream()
                                .map(held -> new ChipsInUse(held.getKey(), held.getValue()))
                                .toList(),
                use.averageUse().orElse(null),
                before == null ? null : before.spentUsd(),
                conditions(queue, profiles).over(before == null ? List.of() : before.conditions(), generation, now));
    }

    /** An average goes along with other changes, and alone only now and then while chips are in use: that of an idle queue only fades, which its time tells. */
    static boolean worthWriting(@Nullable JobQueueStatus before, JobQueueStatus next) {
        if (before == null || !withoutAverage(next).equals(withoutAverage(before))) {
            return true;
        }
        if (next.inUse().isEmpty() || next.averageUse() == null) {
            return false;
        }
        return before.averageUse() == null
                || !Instant.parse(next.averageUse().time())
                        .isBefore(Instant.parse(before.averageUse().time()).plus(AVERAGES_APART));
    }

    private static JobQueueStatus withoutAverage(JobQueueStatus s) {
        return new JobQueueStatus(
                s.observedGeneration(), s.waiting(), s.running(), s.inUse(), null, s.spentUsd(), s.conditions());
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
