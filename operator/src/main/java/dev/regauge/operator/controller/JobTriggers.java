package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.gateway.Gangs;
import dev.regauge.operator.observe.Changes;
import dev.regauge.operator.place.PlacementDesk;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Predicate;

/** Turns news of any kind into passes over the jobs that it concerns. */
@ApplicationScoped
public class JobTriggers {
    private final SimpleInboundEventSource<TrainingJob> source = new SimpleInboundEventSource<>("news");
    private final Changes changes;
    private final Gangs gangs;
    private final PlacementDesk desk;

    JobTriggers(Changes changes, Gangs gangs, PlacementDesk desk) {
        this.changes = changes;
        this.gangs = gangs;
        this.desk = desk;
    }

    List<EventSource<?, TrainingJob>> sources(EventSourceContext<TrainingJob> context) {
        IndexerResourceCache<TrainingJob> jobs = context.getPrimaryCache();
        changes.listen(new Changes.Listener() {
            @Override
            public void job(String namespace, String name) {
                fire(namespace, name);
            }

            @Override
            public void namespace(String namespace) {
                fireAll(jobs, job -> namespace.equals(job.getMetadata().getNamespace()));
            }

            @Override
            public void fleet() {
                fireAll(jobs, job -> true);
            }
        });
        gangs.listen(job -> fire(job.namespace(), job.name()));
        desk.listen(job -> fire(job.namespace(), job.name()));
        return List.of(source);
    }

    void fire(String namespace, String name) {
        source.propagateEvent(new ResourceID(name, namespace));
    }

    private void fireAll(IndexerResourceCache<TrainingJob> jobs, Predicate<TrainingJob> which) {
        jobs.list(which::test)
                .forEach(job ->
                        fire(job.getMetadata().getNamespace(), job.getMetadata().getName()));
    }
}
