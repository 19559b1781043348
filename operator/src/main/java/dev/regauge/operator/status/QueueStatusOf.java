package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AverageUse;
import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.JobState;
import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.crds.v1alpha1.QueueShare;
import dev.regauge.crds.v1alpha1.QueueSpent;
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
import java.util.function.Function;
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

    /** Alone, new figures are worth a write so often; a minute moves an average by 0.05 % of what is used. */
    static final Duration FIGURES_APART = Duration.ofMinutes(5);

    /**
     * What is known of a queue's jobs.
     *
     * @param jobs that name the queue
     * @param inUse chips by profile
     * @param averageUse where there is any
     * @param spent of the budget, where there is one and something was
     */
    record Use(
            List<TrainingJob> jobs,
            Map<String, Integer> inUse,
            Optional<AverageUse> averageUse,
            Optional<QueueSpent> spent) {}

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
                use.spent().orElse(null),
                conditions(queue, profiles).over(before == null ? List.of() : before.conditions(), generation, now));
    }

    /**
     * Figures that time moves go along with other changes, and alone only now and then while chips are in use: those of an idle queue stand still, or fade as
     * their time tells. A period that began, and a budget that was spent, are written at once.
     */
    static boolean worthWriting(JobQueue queue, JobQueueStatus next) {
        JobQueueStatus before = queue.getStatus();
        if (before == null
                || !withoutFigures(next).equals(withoutFigures(before))
                || !periodEnds(next).equals(periodEnds(before))
                || exhausted(queue, next) != exhausted(queue, before)) {
            return true;
        }
        return !next.inUse().isEmpty()
                && (due(time(before.averageUse(), AverageUse::time), time(next.averageUse(), AverageUse::time))
                        || due(time(before.spent(), QueueSpent::time), time(next.spent(), QueueSpent::time)));
    }

    private static <T> Optional<Instant> time(@Nullable T figure, Function<T, String> time) {
        return Optional.ofNullable(figure).map(time).map(Instant::parse);
    }

    private static boolean due(Optional<Instant> before, Optional<Instant> next) {
        return next.isPresent()
                && (before.isEmpty() || !next.get().isBefore(before.get().plus(FIGURES_APART)));
    }

    private static Optional<String> periodEnds(JobQueueStatus status) {
        return Optional.ofNullable(status.spent()).map(QueueSpent::periodEnds);
    }

    private static boolean exhausted(JobQueue queue, JobQueueStatus status) {
        QueueBudget budget = queue.getSpec().budget();
        return budget != null
                && status.spent() != null
                && Numbers.number(status.spent().usd()) >= Numbers.number(budget.usd());
    }

    private static JobQueueStatus withoutFigures(JobQueueStatus s) {
        return new JobQueueStatus(
                s.observedGeneration(), s.waiting(), s.running(), s.inUse(), null, null, s.conditions());
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
