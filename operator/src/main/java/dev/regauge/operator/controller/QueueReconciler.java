package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.JobQueue;
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
    private final SimpleInboundEventSource<JobQueue> news = new SimpleInboundEventSource<>("news");
    private final Jobs jobs;
    private final Intake intake;
    private final QueueNews told;
    private final QueueWriter writer;
    private final Clock clock;

    QueueReconciler(Jobs jobs, Intake intake, QueueNews told, QueueWriter writer, Clock clock) {
        this.jobs = jobs;
        this.intake = intake;
        this.told = told;
        this.writer = writer;
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
        return LostRace.unlessLost(() -> writer.write(
                queue,
                jobs.all().filter(job -> name.equals(job.getSpec().queue())).toList(),
                clock.instant()));
    }
}
