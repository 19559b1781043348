package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.ConditionType;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.FrozenFacts;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.crds.v1alpha1.VariantStatus;
import dev.regauge.crds.v1alpha1.WaitingReason;
import dev.regauge.crds.v1alpha1.WaitingStatus;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.failure.RestartBudget;
import dev.regauge.scheduler.failure.RestartBudget.Failure;
import dev.regauge.scheduler.lifecycle.JobState;
import dev.regauge.scheduler.lifecycle.VariantView.Build;
import dev.regauge.scheduler.placement.Decision;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The next status of a job. Pure. */
final class JobStatusOf {
    private static final TrainingJobStatus NONE = new TrainingJobStatus(
            null, null, null, null, 0, null, null, null, null, null, null, null, null, null, 0, 0, null, null, null,
            null, List.of(), List.of());

    private final JobPicture picture;
    private final JobState state;
    private final Optional<TrainingAttemptStatus> newest;
    private final Optional<AcceleratorPool> pool;
    private final Instant now;
    private final TrainingJobStatus before;

    /**
     * @param newest status of the newest attempt as recorded by this pass
     * @param pool that the newest attempt runs in
     */
    JobStatusOf(
            JobPicture picture,
            JobState state,
            Optional<TrainingAttemptStatus> newest,
            Optional<AcceleratorPool> pool,
            Instant now) {
        this.picture = picture;
        this.state = state;
        this.newest = newest;
        this.pool = pool;
        this.now = now;
        this.before = Optional.ofNullable(picture.job().getStatus()).orElse(NONE);
    }

    TrainingJobStatus next() {
        List<Condition> conditions = new JobConditions(picture, state, newest).over(before.conditions(), now);
        StateWords words = StateWords.of(state);
        Optional<TrainingAttemptSpec> attempt = picture.newest().map(TrainingAttempt::getSpec);
        Optional<CommitRef> commit = newestCommit(picture, newest);
        boolean over = state instanceof JobState.Finished;
        List<Failure> failures = picture.observation().job().failures();
        return new TrainingJobStatus(
                picture.job().getMetadata().getGeneration(),
                StatusWord.of(state, holds(conditions, ConditionType.Training)).name(),
                words.reason(),
                words.message(),
                Math.max(before.epoch(), attempt.map(TrainingAttemptSpec::epoch).orElse(0L)),
                attempt.map(TrainingAttemptSpec::variant).orElse(before.variant()),
                over ? Integer.valueOf(0) : attempt.map(JobStatusOf::chips).orElse(before.chips()),
                newest.map(TrainingAttemptStatus::step).orElse(before.step()),
                newest.map(TrainingAttemptStatus::loss).orElse(before.loss()),
                goodput(),
                commit.orElse(before.lastCommit()),
                commit.filter(c -> !c.equals(before.lastCommit()))
                        .map(c -> now.toString())
                        .orElse(before.lastCommitTime()),
                over ? null : eta(),
                over ? null : cost(attempt),
                Math.max(0, picture.attempts().size() - 1),
                counted(failures),
                picture.attempts().isEmpty()
                        ? before.startTime()
                        : picture.attempts().getFirst().getMetadata().getCreationTimestamp(),
                over && before.finishTime() == null ? now.toString() : before.finishTime(),
                frozen(),
                waits() ? picture.queued().map(JobStatusOf::waiting).orElse(null) : null,
                picture.plans().isEmpty()
                        ? before.variants()
                        : picture.plans().stream().map(JobStatusOf::variant).toList(),
                conditions);
    }

    private static boolean holds(List<Condition> conditions, ConditionType type) {
        return conditions.stream().anyMatch(c -> type.name().equals(c.getType()) && "True".equals(c.getStatus()));
    }

    private static int chips(TrainingAttemptSpec attempt) {
        return attempt.members().size() * attempt.chipsPerHost();
    }

    private int counted(List<Failure> failures) {
        RestartBudget budget = picture.observation().job().budget();
        return failures.isEmpty() ? 0 : budget.after(failures).counted();
    }

    static Optional<CommitRef> newestCommit(JobPicture picture, Optional<TrainingAttemptStatus> newest) {
        Stream<TrainingAttemptStatus> older =
                picture.attempts().stream().map(TrainingAttempt::getStatus).flatMap(Stream::ofNullable);
        return Stream.concat(older, newest.stream())
                .map(TrainingAttemptStatus::lastCommit)
                .flatMap(Stream::ofNullable)
                .max(Comparator.comparing(CommitRef::step).thenComparing(CommitRef::epoch));
    }

    /** Productive part of all chip-seconds held by all attempts. */
    private @Nullable String goodput() {
        double productive = 0;
        double held = 0;
        for (TrainingAttempt attempt : picture.attempts()) {
            boolean isNewest = attempt == picture.attempts().getLast();
            TrainingAttemptStatus status = isNewest ? newest.orElse(attempt.getStatus()) : attempt.getStatus();
            if (status != null) {
                productive += Numbers.number(status.productiveSeconds());
                held += Numbers.number(status.heldSeconds());
            }
        }
        return held > 0 ? Numbers.text(productive / held) : before.goodput();
    }

    private @Nullable String eta() {
        Optional<Double> step = picture.newest()
                .map(attempt -> AttemptProgress.of(picture, attempt.getSpec().epoch()))
                .flatMap(AttemptProgress::rank0)
                .flatMap(beat -> Optional.ofNullable(beat.stepSeconds()))
                .map(seconds -> seconds.p50());
        long done = newest.map(TrainingAttemptStatus::step).orElse(0L);
        return step.map(seconds -> now.plus(
                        Duration.ofMillis((long) ((picture.job().getSpec().steps() - done) * seconds * 1000))))
                .map(Instant::toString)
                .orElse(before.etaTime());
    }

    private @Nullable String cost(Optional<TrainingAttemptSpec> attempt) {
        return attempt.flatMap(a -> pool.map(p -> Double.parseDouble(p.getSpec().usdPerChipHour()) * chips(a)))
                .map(Numbers::text)
                .orElse(before.costPerHour());
    }

    /** Frozen when the first attempt is there; a variant that is added later is frozen from then on. */
    private @Nullable FrozenFacts frozen() {
        if (picture.attempts().isEmpty() || picture.plans().isEmpty()) {
            return before.frozen();
        }
        Map<String, String> images = new TreeMap<>();
        Map<String, Long> generations = new TreeMap<>();
        for (VariantPlan plan : picture.plans()) {
            images.put(plan.variant().name(), plan.image());
            generations.put(plan.variant().profile(), plan.profileGeneration());
        }
        if (before.frozen() != null) {
            images.putAll(before.frozen().images());
            generations.putAll(before.frozen().profileGenerations());
        }
        return new FrozenFacts(images, generations);
    }

    private boolean waits() {
        return state instanceof JobState.Queued || state instanceof JobState.Recovering;
    }

    private static WaitingStatus waiting(Decision.Wait wait) {
        return new WaitingStatus(
                wait.position(),
                wait.expectedStart().map(window -> window.earliest().toString()).orElse(null),
                wait.expectedStart().map(window -> window.latest().toString()).orElse(null),
                wait.reasons().stream()
                        .map(reason -> new WaitingReason(reason.code().name(), reason.detail()))
                        .toList());
    }

    private static VariantStatus variant(VariantPlan plan) {
        Optional<ExecutableStatus> status = plan.executable().map(executable -> executable.getStatus());
        String state =
                switch (plan.view().build()) {
                    case Build.Missing missing -> "Pending";
                    case Build.InWork work -> status.map(s -> s.phase().name()).orElse("Pending");
                    case Build.Ready ready -> "Ready";
                    case Build.Failed failed -> "Failed";
                };
        return new VariantStatus(
                plan.variant().name(),
                plan.name().orElse(null),
                state,
                status.map(ExecutableStatus::reason).orElse(plan.placeable() ? null : "NoPool"),
                status.map(ExecutableStatus::message).orElse(null),
                status.map(ExecutableStatus::requestKey).orElse(null),
                status.map(ExecutableStatus::digest).orElse(null),
                status.map(ExecutableStatus::report)
                        .map(report -> report.predictedStepSeconds())
                        .orElse(null));
    }
}
