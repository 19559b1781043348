package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.operator.observe.Changes;
import dev.regauge.operator.place.Intake;
import dev.regauge.operator.status.PoolWriter;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Shows what each pool has. */
@ControllerConfiguration(
        name = "acceleratorpool",
        generationAwareEventProcessing = false,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(maxAttempts = -1, initialInterval = 500, maxInterval = 60_000)
public class PoolReconciler implements Reconciler<AcceleratorPool> {
    private final SimpleInboundEventSource<AcceleratorPool> news = new SimpleInboundEventSource<>("news");
    private final Changes changes;
    private final Intake intake;
    private final PoolWriter writer;
    private final Clock clock;

    PoolReconciler(Changes changes, Intake intake, PoolWriter writer, Clock clock) {
        this.changes = changes;
        this.intake = intake;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, AcceleratorPool>> prepareEventSources(EventSourceContext<AcceleratorPool> context) {
        IndexerResourceCache<AcceleratorPool> pools = context.getPrimaryCache();
        changes.listenToChips(() -> pools.list()
                .forEach(pool ->
                        news.propagateEvent(new ResourceID(pool.getMetadata().getName()))));
        return List.of(news);
    }

    @Override
    public UpdateControl<AcceleratorPool> reconcile(AcceleratorPool pool, Context<AcceleratorPool> context) {
        intake.takeOver();
        return LostRace.unlessLost(() -> writer.write(pool, clock.instant()));
    }
}
