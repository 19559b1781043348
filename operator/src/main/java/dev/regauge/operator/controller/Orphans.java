package dev.regauge.operator.controller;

import dev.regauge.operator.act.ApiObjects;
import dev.regauge.operator.gateway.Gangs;
import dev.regauge.operator.gateway.Roster;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.JobObserver;
import dev.regauge.operator.observe.Labels;
import dev.regauge.operator.observe.Leadership;
import dev.regauge.operator.place.Intake;
import dev.regauge.operator.status.StatusWriter;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.PodView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Pods whose job is gone have no pass of their own any more: garbage collection deletes them, and their chips are let go of here, on the same proof as
 * ever. Jobs carry no finalizer, so that deleting one never waits for a dead node.
 */
@ApplicationScoped
public class Orphans {
    private static final Logger LOG = Logger.getLogger(Orphans.class);
    private static final long PERIOD_SECONDS = 2;

    private final Cluster cluster;
    private final JobObserver observer;
    private final ApiObjects objects;
    private final Intake intake;
    private final Gangs gangs;
    private final StatusWriter status;
    private final Leadership leadership;
    private final Clock clock;
    private final Jobs jobs;
    private final QueueNews queues;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("orphans").daemon().factory());

    Orphans(
            Cluster cluster,
            JobObserver observer,
            ApiObjects objects,
            Intake intake,
            Gangs gangs,
            StatusWriter status,
            Leadership leadership,
            Clock clock,
            Jobs jobs,
            QueueNews queues) {
        this.cluster = cluster;
        this.observer = observer;
        this.objects = objects;
        this.intake = intake;
        this.gangs = gangs;
        this.status = status;
        this.leadership = leadership;
        this.clock = clock;
        this.jobs = jobs;
        this.queues = queues;
    }

    void watch() {
        rounds.scheduleWithFixedDelay(this::round, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        rounds.shutdownNow();
    }

    private void round() {
        if (!leadership.leads()) {
            return;
        }
        try {
            // who was told of and who has pods first: a job that appears in between must not look gone
            Set<JobRef> told = intake.told();
            List<Pod> pods = cluster.pods();
            Set<String> alive =
                    jobs.all().map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
            Map<JobRef, List<Pod>> orphans = new HashMap<>();
            told.stream().filter(job -> !alive.contains(job.uid())).forEach(job -> orphans.put(job, new ArrayList<>()));
            pods.stream()
                    .filter(pod -> !alive.contains(Cluster.label(pod, Labels.JOB_UID)))
                    .forEach(pod -> orphans.computeIfAbsent(Cluster.jobOf(pod), job -> new ArrayList<>())
                            .add(pod));
            orphans.forEach(this::release);
        } catch (KubernetesClientException e) {
            LOG.warnf("chips of deleted jobs stay taken until the API server answers: %s", e.getMessage());
        } catch (RuntimeException e) {
            // a round that threw would be the last
            LOG.error("chips of deleted jobs stay taken until the next round", e);
        }
    }

    private void release(JobRef job, List<Pod> pods) {
        gangs.publish(new Roster(job, 0, Roster.Stage.Over, List.of(), Optional.empty()));
        List<PodView> views = observer.podViews(pods, gangs.contacts(job), clock.instant());
        List<Pod> held = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            PodView view = views.get(i);
            if (!view.deleting()) {
                objects.deletePod(job.namespace(), view.name(), view.uid());
            }
            if (view.gone().isEmpty()) {
                held.add(pods.get(i));
            } else if (view.holdsChips()) {
                LOG.infof(
                        "%s is deleted: chips of pod %s are free: %s",
                        job, view.name(), view.gone().get().what());
                objects.removeChipsFinalizer(job.namespace(), view.name(), view.uid());
            }
        }
        intake.gone(job, held, pods.isEmpty()).ifPresent(queues::tell);
        if (pods.isEmpty()) {
            gangs.forget(job.uid());
            status.forget(job.uid());
        }
    }
}
