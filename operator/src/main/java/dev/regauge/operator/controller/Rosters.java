package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.CheckpointInterval;
import dev.regauge.crds.v1alpha1.CheckpointKeep;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.crds.v1alpha1.TrainingJobSpec;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.config.PemFiles;
import dev.regauge.operator.gateway.Roster;
import dev.regauge.operator.gateway.wire.Assignment;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.observe.Members;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.JobState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From a recorded attempt to what the gateway may say of it. */
@ApplicationScoped
public class Rosters {
    private static final int CONTRACT = 1;
    private static final String CHECKPOINT_ROOT = "/checkpoints";
    /** Until intervals are found from failure rate and cost of saving. */
    private static final int DEFAULT_INTERVAL_SECONDS = 60;

    private static final int DEFAULT_KEEP = 3;

    private final OperatorConfig config;
    private final PemFiles pem;

    Rosters(OperatorConfig config, PemFiles pem) {
        this.config = config;
        this.pem = pem;
    }

    /** {@code recorded}: the newest attempt as written by this pass. */
    Roster of(JobPicture picture, JobState state, Optional<TrainingAttempt> recorded) {
        boolean over = state instanceof JobState.Finished
                || state instanceof JobState.Suspended
                || (state instanceof JobState.Stopping stopping && !(stopping.ending() instanceof JobState.Queued));
        long epoch = recorded.map(attempt -> attempt.getSpec().epoch())
                .orElse(picture.observation().highestEpoch());
        if (over || recorded.isEmpty()) {
            Roster.Stage stage = over ? Roster.Stage.Over : Roster.Stage.Between;
            return new Roster(picture.ref(), epoch, stage, List.of(), Optional.empty());
        }
        TrainingAttempt attempt = recorded.get();
        List<String> pods = attempt.getSpec().members().stream()
                .map(member -> Members.podName(picture.ref().name(), member))
                .toList();
        AttemptPhase phase = attempt.getStatus() == null
                ? AttemptPhase.Placing
                : AttemptPhase.valueOf(attempt.getStatus().phase().name());
        return switch (phase) {
            case Placing, Rendezvous -> new Roster(picture.ref(), epoch, Roster.Stage.Meeting, pods, Optional.empty());
            case Running -> {
                Roster.Stage stage = state instanceof JobState.Draining ? Roster.Stage.Draining : Roster.Stage.Assigned;
                yield new Roster(picture.ref(), epoch, stage, pods, assignment(picture, attempt));
            }
            case Completed, Failed, Superseded, Released ->
                new Roster(picture.ref(), epoch, Roster.Stage.Between, pods, Optional.empty());
        };
    }

    /** A pure function of the attempt and of what was recorded of rank 0's hello, so that every leader gives the same. */
    private Optional<Assignment> assignment(JobPicture picture, TrainingAttempt attempt) {
        TrainingJobSpec job = picture.job().getSpec();
        TrainingAttemptSpec spec = attempt.getSpec();
        String writer = attempt.getStatus().writer();
        String coordinator = attempt.getStatus().coordinator();
        Optional<VariantPlan> plan = picture.plan(spec.variant());
        if (writer == null || coordinator == null || plan.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Assignment(
                CONTRACT,
                picture.ref().namespace(),
                picture.ref().name(),
                picture.ref().uid(),
                spec.epoch(),
                0,
                spec.members().size(),
                writer,
                coordinator,
                spec.variant(),
                plan.get().profile().platform().name().toLowerCase(Locale.ROOT),
                spec.chipsPerHost(),
                new Assignment.Executable(
                        spec.executable().requestKey(),
                        spec.executable().executableKey(),
                        spec.executable().digest()),
                pem.signingPublicKeys(),
                new Assignment.Program(job.program().entrypoint(), job.program().config()),
                spec.steps(),
                job.globalBatch(),
                job.seed(),
                Optional.ofNullable(job.horizon()).orElse(job.steps()),
                new Assignment.Restore(
                        spec.restore().mode().name(),
                        spec.restore().epoch(),
                        spec.restore().step()),
                checkpoint(job),
                new Assignment.Jax((int) config.bounds().jaxHeartbeatTimeout().toSeconds(), (int)
                        config.bounds().jaxInitTimeout().toSeconds()),
                job.onExecutableMismatch().name()));
    }

    private static Assignment.Checkpoint checkpoint(TrainingJobSpec job) {
        Optional<CheckpointInterval> interval =
                Optional.ofNullable(job.checkpoint().interval());
        Integer steps = interval.map(CheckpointInterval::steps).orElse(null);
        Integer seconds = interval.map(CheckpointInterval::seconds).orElse(null);
        return new Assignment.Checkpoint(
                CHECKPOINT_ROOT,
                steps,
                steps == null && seconds == null ? Integer.valueOf(DEFAULT_INTERVAL_SECONDS) : seconds,
                Optional.ofNullable(job.checkpoint().keep())
                        .map(CheckpointKeep::last)
                        .orElse(DEFAULT_KEEP));
    }
}
