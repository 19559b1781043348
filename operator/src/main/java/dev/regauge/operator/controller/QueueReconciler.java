package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.operator.budget.Budgets;
import dev.regauge.operator.place.Intake;
import dev.regauge.operator.status.QueueWriter;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows how many jobs of each queue wait and run, and which chips they hold. A job's own pass brings its queue's, however many jobs there are at most
 * once in two seconds; what such a pass came too early for, the next one counts.
 */
@ControllerConfiguration(
        name = "jobqueue",
        generationAwareEventProcessing = false,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@RateLimited(maxReconciliations = 1, within = 2)
@GradualRetry(maxAttempts = -1, initialInterval = 500, maxInterval = 60_000)
public class QueueReconciler implements Reconciler<JobQueue> {
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration PASSES_APART = Duration.ofSeconds(30);

    private final SimpleInboundEventSource<JobQueue> news = new SimpleInboundEventSource<>("news");
    private final Jobs jobs;
    private final Intake intake;
    private final QueueNews told;
    private final QueueWriter writer;
    private final Budgets budgets;
    private final Clock clock;

    QueueReconciler(Jobs jobs, Intake intake, QueueNews told, QueueWriter writer, Budgets budgets, Clock clock) {
        this.jobs = jobs;
        this.intake = intake;
        this.told = told;
        this.writer = writer;
        this.budgets = budgets;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, JobQueue>> prepareEventSources(EventSourceContext<JobQueue> context) {
        told.listen(queue -> news.propagateEvent(new ResourceID(queue)));
        return List.of(news);
    }

    @Override
    public UpdateControl<JobQueue> reconcile(JobQueue queue, Context<JobQueue> context) {
        String name = queue.getMetadata().getName();
        intake.takeOver();
        Instant now = clock.instant();
        UpdateControl<JobQueue> next = LostRace.unlessLost(() -> writer.write(
                queue,
                jobs.all().filter(job -> name.equals(job.getSpec().queue())).toList(),
                now));
        return next.getScheduleDelay().isPresent() ? next : atNextVerdict(queue, now);
    }

    /** A budget that is spent, and the next period, are noticed when they come. */
    private UpdateControl<JobQueue> atNextVerdict(JobQueue queue, Instant now) {
        UpdateControl<JobQueue> control = UpdateControl.noUpdate();
        QueueBudget budget = queue.getSpec().budget();
        return budget == null
                ? control
                : budgets.of(queue.getMetadata().getName())
                        .map(spent -> Duration.between(now, spent.changesAt(Double.parseDouble(budget.usd()))))
                        .filter(wait -> wait.compareTo(PASSES_APART) < 0)
                        .map(wait -> control.rescheduleAfter(wait.compareTo(SOONEST) < 0 ? SOONEST : wait))
                        .orElse(control);
    }
}
