package dev.regauge.operator.status;

import static dev.regauge.operator.status.ConditionAggregator.Holds.False;
import static dev.regauge.operator.status.ConditionAggregator.Holds.True;
import static dev.regauge.operator.status.ConditionAggregator.Holds.Unknown;

import dev.regauge.crds.v1alpha1.CheckpointInterval;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.ConditionType;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.status.ConditionAggregator.Holds;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.JobState;
import dev.regauge.scheduler.lifecycle.VariantView;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ten conditions of a job after a pass. Pure. */
final class JobConditions {
    private final JobPicture picture;
    private final JobState state;
    private final Optional<TrainingAttemptStatus> attempt;
    private final AttemptPhase phase;
    private final ConditionAggregator<ConditionType> conditions =
            new ConditionAggregator<>(ConditionType.class, Reason.InProgress.name());

    /** {@code attempt}: the newest one's status as it is recorded by this pass. */
    JobConditions(JobPicture picture, JobState state, Optional<TrainingAttemptStatus> attempt) {
        this.picture = picture;
        this.state = state;
        this.attempt = attempt;
        this.phase = attempt.map(status -> AttemptPhase.valueOf(status.phase().name()))
                .orElse(AttemptPhase.Released);
    }

    List<Condition> over(List<Condition> previous, Instant now) {
        validated();
        compiled();
        progress();
        checkpoint();
        degraded();
        finished();
        Long generation = picture.job().getMetadata().getGeneration();
        return conditions.over(previous, generation == null ? 0 : generation, now);
    }

    private void validated() {
        picture.observation()
                .job()
                .refusal()
                .ifPresentOrElse(
                        refusal -> conditions.say(ConditionType.Validated, False, refusal.reason(), refusal.message()),
                        () -> conditions.say(ConditionType.Validated, True, Reason.Valid.name(), ""));
    }

    private void compiled() {
        List<VariantView> variants = picture.observation().variants();
        if (variants.isEmpty()) {
            return;
        }
        boolean ready = variants.stream().anyMatch(v -> v.build() instanceof VariantView.Build.Ready);
        boolean open = variants.stream()
                .anyMatch(v ->
                        (v.placeable() || !ready) && !failed(v) && !(v.build() instanceof VariantView.Build.Ready));
        if (ready && (!open || picture.newest().isPresent())) {
            conditions.say(ConditionType.Compiled, True, Reason.CompiledReady.name(), counts(variants));
        } else if (open) {
            conditions.say(ConditionType.Compiled, False, Reason.Compiling.name(), counts(variants));
        } else {
            conditions.say(ConditionType.Compiled, False, Reason.CompileFailed.name(), counts(variants));
        }
    }

    private static String counts(List<VariantView> variants) {
        long ready = variants.stream()
                .filter(v -> v.build() instanceof VariantView.Build.Ready)
                .count();
        long failed = variants.stream().filter(JobConditions::failed).count();
        return ready + " of " + variants.size() + " variants ready, " + failed + " failed";
    }

    private static boolean failed(VariantView variant) {
        return variant.build() instanceof VariantView.Build.Failed;
    }

    private void progress() {
        boolean active = !phase.isFinal();
        StateWords words = StateWords.of(state);
        boolean admitted = active || state instanceof JobState.Placing;
        say(ConditionType.Admitted, admitted, Reason.Admitted, reasonOf(), words);
        boolean placed = active && phase.compareTo(AttemptPhase.Rendezvous) >= 0;
        say(ConditionType.Placed, placed, Reason.Placed, reasonOf(), words);
        boolean ready = active && phase == AttemptPhase.Running;
        say(ConditionType.WorkersReady, ready, Reason.WorkersReady, "", words);
        boolean training = ready
                && attempt.map(TrainingAttemptStatus::timings)
                        .filter(t -> t.firstStep() != null)
                        .isPresent();
        if (ready && !training) {
            conditions.say(ConditionType.Training, False, loading().name(), "");
        } else if (training && state instanceof JobState.Draining) {
            conditions.say(ConditionType.Training, True, words.reason(), words.message());
        } else {
            say(ConditionType.Training, training, Reason.Running, "", words);
        }
    }

    private String reasonOf() {
        return picture.newest().map(a -> a.getSpec().placementReason()).orElse("");
    }

    private Reason loading() {
        if (attempt.map(TrainingAttemptStatus::timings)
                .filter(t -> t.restored() != null)
                .isPresent()) {
            return Reason.Restoring;
        }
        boolean fenced = attempt.map(TrainingAttemptStatus::timings)
                .filter(t -> t.fenced() != null)
                .isPresent();
        return fenced ? Reason.Restoring : Reason.Loading;
    }

    private void say(ConditionType type, boolean holds, Reason good, String message, StateWords otherwise) {
        if (holds) {
            conditions.say(type, True, good.name(), message);
        } else {
            Holds verdict = otherwise.decided() ? False : Unknown;
            conditions.say(type, verdict, otherwise.reason(), otherwise.message());
        }
    }

    private void checkpoint() {
        Optional<CommitRef> commit = JobStatusOf.newestCommit(picture, attempt);
        if (commit.isEmpty()) {
            conditions.say(ConditionType.CheckpointFresh, False, Reason.NoCheckpointYet.name(), "");
            return;
        }
        long step = attempt.map(TrainingAttemptStatus::step).orElse(0L);
        Integer interval = intervalSteps(picture.job().getSpec().checkpoint().interval());
        boolean overdue = phase == AttemptPhase.Running
                && interval != null
                && step - commit.get().step() > 2L * interval;
        String message =
                "epoch " + commit.get().epoch() + ", step " + commit.get().step();
        conditions.say(
                ConditionType.CheckpointFresh,
                Holds.of(!overdue),
                (overdue ? Reason.CheckpointOverdue : Reason.CheckpointCommitted).name(),
                message);
    }

    private static @Nullable Integer intervalSteps(@Nullable CheckpointInterval interval) {
        return interval == null ? null : interval.steps();
    }

    private void degraded() {
        if (picture.observation().blind()) {
            conditions.say(
                    ConditionType.Degraded, True, Reason.OperatorBlind.name(), "too many nodes vanished at once");
            return;
        }
        String failed = picture.observation().variants().stream()
                .filter(JobConditions::failed)
                .map(VariantView::name)
                .collect(Collectors.joining(", "));
        conditions.say(
                ConditionType.Degraded,
                Holds.of(!failed.isEmpty()),
                (failed.isEmpty() ? Reason.Healthy : Reason.VariantFailed).name(),
                failed);
    }

    private void finished() {
        if (state instanceof JobState.Finished end) {
            conditions.say(ConditionType.Finished, True, end.reason(), end.message());
            conditions.say(ConditionType.Succeeded, Holds.of(end.succeeded()), end.reason(), end.message());
        } else {
            conditions.say(ConditionType.Finished, False, Reason.InProgress.name(), "");
        }
    }
}
