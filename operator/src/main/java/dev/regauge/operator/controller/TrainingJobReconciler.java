package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.act.Acts;
import dev.regauge.operator.act.Announcer;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.gateway.Gangs;
import dev.regauge.operator.observe.FleetSight;
import dev.regauge.operator.observe.JobObserver;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.place.Intake;
import dev.regauge.operator.status.StatusWriter;
import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.lifecycle.Bounds;
import dev.regauge.scheduler.lifecycle.Decision;
import dev.regauge.scheduler.lifecycle.Effect;
import dev.regauge.scheduler.lifecycle.JobLifecycle;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The only writer of jobs, attempts and worker pods. Everything else only makes it look again. */
@ControllerConfiguration(
        name = "trainingjob",
        generationAwareEventProcessing = false,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(maxAttempts = -1, initialInterval = 500, maxInterval = 60_000)
public class TrainingJobReconciler implements Reconciler<TrainingJob> {
    private static final Duration SOONEST = Duration.ofMillis(100);
    private static final Duration CLOSED_AFTER_REFUSAL = Duration.ofMinutes(1);

    private final JobObserver observer;
    private final Intake intake;
    private final FleetSight sight;
    private final StatusWriter status;
    private final Acts acts;
    private final Announcer announcer;
    private final Rosters rosters;
    private final Gangs gangs;
    private final JobTriggers triggers;
    private final Orphans orphans;
    private final Jobs jobs;
    private final QueueNews queues;
    private final JobLifecycle lifecycle;
    private final Clock clock;

    TrainingJobReconciler(
            JobObserver observer,
            Intake intake,
            FleetSight sight,
            StatusWriter status,
            Acts acts,
            Announcer announcer,
            Rosters rosters,
            Gangs gangs,
            JobTriggers triggers,
            Orphans orphans,
            Jobs jobs,
            QueueNews queues,
            OperatorConfig config,
            Clock clock) {
        this.observer = observer;
        this.intake = intake;
        this.sight = sight;
        this.status = status;
        this.acts = acts;
        this.announcer = announcer;
        this.rosters = rosters;
        this.gangs = gangs;
        this.triggers = triggers;
        this.orphans = orphans;
        this.jobs = jobs;
        this.queues = queues;
        this.clock = clock;
        OperatorConfig.Bounds bounds = config.bounds();
        this.lifecycle = new JobLifecycle(new Bounds(
                bounds.silence(), bounds.scheduling(), bounds.rendezvous(), bounds.draining(), bounds.replacement()));
    }

    @Override
    public List<EventSource<?, TrainingJob>> prepareEventSources(EventSourceContext<TrainingJob> context) {
        jobs.from(() -> context.getPrimaryCache().list());
        orphans.watch();
        return triggers.sources(context);
    }

    @Override
    public UpdateControl<TrainingJob> reconcile(TrainingJob job, Context<TrainingJob> context) {
        if (job.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate();
        }
        Instant now = clock.instant();
        intake.takeOver();
        JobPicture seen = observer.observe(job, now);
        JobPicture picture = intake.complete(seen, sight.blind(now), now);
        Decision decision = lifecycle.decide(picture.observation(), now);
        Optional<StatusWriter.Recorded> written = LostRace.unlessLost(() -> status.record(picture, decision, now));
        if (written.isEmpty()) {
            return LostRace.again();
        }
        StatusWriter.Recorded recorded = written.get();
        decision.attempt().ifPresent(change -> afterEnding(picture, change, now));
        for (Effect effect : decision.effects()) {
            acts.carryOut(picture, effect);
        }
        queues.tell(job.getSpec().queue());
        gangs.publish(rosters.of(picture, decision.state(), recorded.attempt()));
        announce(picture, decision, recorded);
        return UpdateControl.<TrainingJob>noUpdate().rescheduleAfter(pause(decision, now));
    }

    private void afterEnding(JobPicture picture, Decision.AttemptRecord change, Instant now) {
        change.ending()
                .filter(ending -> ending.failureClass()
                        .filter(FailureClass.PlacementRefused::equals)
                        .isPresent())
                .ifPresent(ending -> intake.refused(picture.ref(), ending, now.plus(CLOSED_AFTER_REFUSAL)));
    }

    private void announce(JobPicture picture, Decision decision, StatusWriter.Recorded recorded) {
        recorded.attempt()
                .flatMap(attempt -> decision.attempt()
                        .flatMap(Decision.AttemptRecord::ending)
                        .map(ending -> Map.entry(attempt, ending)))
                .ifPresent(end -> announcer.announce(
                        end.getKey(),
                        end.getValue().failureClass().isPresent(),
                        end.getValue().reason(),
                        end.getValue().message()));
        recorded.news().ifPresent(news -> announcer.announce(picture.job(), news.bad(), news.reason(), news.message()));
    }

    private static Duration pause(Decision decision, Instant now) {
        Duration most = Duration.ofSeconds(60);
        Duration wanted = decision.wakeAt().map(at -> Duration.between(now, at)).orElse(most);
        if (wanted.compareTo(SOONEST) < 0) {
            return SOONEST;
        }
        return wanted.compareTo(most) > 0 ? most : wanted;
    }
}
