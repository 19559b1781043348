package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.act.Terms;
import dev.regauge.operator.budget.Budgets;
import dev.regauge.operator.observe.Attempts;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.observe.Labels;
import dev.regauge.operator.observe.PodChips;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.AttemptView;
import dev.regauge.scheduler.lifecycle.Cause;
import dev.regauge.scheduler.lifecycle.Ending;
import dev.regauge.scheduler.lifecycle.JobObservation;
import dev.regauge.scheduler.lifecycle.Placement;
import dev.regauge.scheduler.placement.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells the engine what a pass saw of a job, and completes the observation with the engine's word. Takes the fleet over before the first word. */
@ApplicationScoped
public class Intake {
    private final Cluster cluster;
    private final KubernetesClient client;
    private final Terms terms;
    private final FleetFacts fleet;
    private final PlacementDesk desk;
    private final StepTimes stepTimes;
    private final Budgets budgets;
    private final Clock clock;
    /** Jobs that the engine was told of, with their queues where these are known: until {@link #gone} was said of them for the last time. */
    private final Map<JobRef, Optional<String>> told = new HashMap<>();

    private boolean tookOver;

    Intake(
            Cluster cluster,
            KubernetesClient client,
            Terms terms,
            FleetFacts fleet,
            PlacementDesk desk,
            StepTimes stepTimes,
            Budgets budgets,
            Clock clock) {
        this.cluster = cluster;
        this.client = client;
        this.terms = terms;
        this.fleet = fleet;
        this.desk = desk;
        this.stepTimes = stepTimes;
        this.budgets = budgets;
        this.clock = clock;
    }

    /** Claims the pools and, once, tells the engine who holds which chips and what queues used and spent, read past every cache, before anything can be placed. */
    public synchronized void takeOver() {
        terms.claim(cluster.pools());
        if (!tookOver) {
            List<Event.ChipsHeld> holds = holds();
            List<Event> inherited = new ArrayList<>(holds);
            List<JobQueue> queues = client.resources(JobQueue.class).list().getItems();
            inherited.addAll(Inheritance.shares(queues, clock.instant()));
            budgets.inherit(
                    queues,
                    client.resources(TrainingJob.class).inAnyNamespace().list().getItems());
            synchronized (told) {
                holds.forEach(hold -> told.put(hold.job(), Optional.empty()));
                desk.tell(inherited);
            }
            tookOver = true;
        }
        fleet.refresh();
    }

    private List<Event.ChipsHeld> holds() {
        Map<JobRef, Long> epochs = new HashMap<>();
        Map<JobRef, Map<String, Integer>> chips = new HashMap<>();
        for (TrainingAttempt attempt :
                client.resources(TrainingAttempt.class).inAnyNamespace().list().getItems()) {
            TrainingAttemptSpec spec = attempt.getSpec();
            JobRef job = new JobRef(
                    attempt.getMetadata().getNamespace(),
                    spec.job().name(),
                    spec.job().uid());
            epochs.merge(job, spec.epoch(), Math::max);
            stepTimes.note(attempt);
            if (!Attempts.phase(attempt).isFinal()) {
                spec.members().forEach(member -> chips.computeIfAbsent(job, j -> new HashMap<>())
                        .merge(member.node(), spec.chipsPerHost(), Math::max));
            }
        }
        for (Pod pod : client.pods()
                .inAnyNamespace()
                .withLabel(Labels.ROLE, Labels.WORKER)
                .list()
                .getItems()) {
            JobRef job = Cluster.jobOf(pod);
            epochs.merge(job, Long.parseLong(Cluster.label(pod, Labels.POD_EPOCH)), Math::max);
            chips.computeIfAbsent(job, j -> new HashMap<>()).merge(PodChips.node(pod), PodChips.of(pod), Math::max);
        }
        List<Event.ChipsHeld> events = new ArrayList<>();
        chips.forEach((job, held) -> {
            held.values().removeIf(count -> count < 1);
            events.add(new Event.ChipsHeld(job, new Epoch(epochs.getOrDefault(job, 1L)), held));
        });
        return events;
    }

    /** The picture with the engine's word about it. */
    public JobPicture complete(JobPicture picture, boolean blind, Instant now) {
        JobObservation seen = picture.observation();
        picture.newest().ifPresent(stepTimes::note);
        budgets.note(picture.ref().uid(), picture.job().getSpec().queue());
        synchronized (told) {
            told.put(picture.ref(), Optional.of(picture.job().getSpec().queue()));
            desk.tell(facts(picture, now));
        }
        Optional<Ending> release = picture.newest().flatMap(attempt -> release(picture, attempt));
        Placement word = desk.about(picture.ref());
        String next = picture.ref().name() + "-" + (seen.highestEpoch() + 1);
        boolean taken = cluster.attempt(picture.ref().namespace(), next)
                .filter(attempt ->
                        !attempt.getSpec().job().uid().equals(picture.ref().uid()))
                .isPresent();
        JobObservation complete = new JobObservation(
                seen.job(),
                seen.variants(),
                seen.attempt(),
                seen.highestEpoch(),
                seen.pods(),
                word,
                taken,
                release,
                blind);
        return new JobPicture(
                picture.job(),
                picture.ref(),
                picture.attempts(),
                picture.pods(),
                picture.contacts(),
                picture.plans(),
                complete,
                desk.queued(picture.ref()));
    }

    /** Hosts that did not take the job's pods are not offered to it for a while. */
    public void refused(JobRef job, Ending ending, Instant until) {
        Set<String> nodes = new HashSet<>();
        ending.proofs().forEach(proof -> Optional.ofNullable(proof.node()).ifPresent(nodes::add));
        desk.forget(job);
        desk.tell(List.of(new Event.PlacementRefused(job, nodes, until)));
    }

    /** Jobs that may keep chips from others as long as {@link #gone} is not said of them. */
    public Set<JobRef> told() {
        synchronized (told) {
            return Set.copyOf(told.keySet());
        }
    }

    /**
     * The job object is gone.
     *
     * @param pods what of it is not proven gone
     * @param last no pod of it is left at all, so that it need not be said again
     * @return the queue that it was in, the last time
     */
    public Optional<String> gone(JobRef job, List<Pod> pods, boolean last) {
        Map<String, Integer> held = new HashMap<>();
        long epoch = 1;
        for (Pod pod : pods) {
            held.merge(PodChips.node(pod), PodChips.of(pod), Integer::sum);
            epoch = Math.max(epoch, Long.parseLong(Cluster.label(pod, Labels.POD_EPOCH)));
        }
        held.values().removeIf(count -> count < 1);
        if (held.isEmpty()) {
            budgets.forget(job.uid());
        }
        synchronized (told) {
            desk.forget(job);
            desk.tell(List.of(
                    new Event.JobGone(job),
                    held.isEmpty() ? new Event.ChipsFreed(job) : new Event.ChipsHeld(job, new Epoch(epoch), held)));
            return last ? Optional.ofNullable(told.remove(job)).flatMap(queue -> queue) : Optional.empty();
        }
    }

    private Optional<Ending> release(JobPicture picture, TrainingAttempt attempt) {
        Optional<AcceleratorPool> pool = cluster.pools().stream()
                .filter(p -> p.getMetadata().getName().equals(attempt.getSpec().pool()))
                .findFirst();
        if (pool.filter(p -> terms.isVoid(attempt, p)).isPresent()) {
            String message = "written under term " + attempt.getSpec().term() + " after a newer leader had the pool";
            return Optional.of(Ending.of(AttemptPhase.Superseded, Cause.Voided, message));
        }
        return desk.release(picture.ref(), attempt.getSpec().epoch()).or(() -> pinnedElsewhere(picture, attempt));
    }

    /** Its owner wants another variant than the one that runs. It is asked to leave only once that one could be placed at all. */
    private static Optional<Ending> pinnedElsewhere(JobPicture picture, TrainingAttempt attempt) {
        String running = attempt.getSpec().variant();
        return Optional.ofNullable(picture.job().getSpec().pinVariant())
                .filter(pinned -> !pinned.equals(running))
                .flatMap(picture::plan)
                .filter(plan -> plan.placeable() && plan.ready())
                .map(plan -> Ending.of(
                        AttemptPhase.Released,
                        Cause.Moving,
                        "spec.pinVariant is " + plan.variant().name() + ", this attempt runs " + running));
    }

    private List<Event> facts(JobPicture picture, Instant now) {
        JobObservation seen = picture.observation();
        Optional<AttemptView> active =
                seen.attempt().filter(attempt -> !attempt.phase().isFinal());
        List<Event> events = new ArrayList<>();
        Map<String, Integer> chipsByPod = new HashMap<>();
        picture.pods().forEach(pod -> chipsByPod.put(pod.getMetadata().getName(), PodChips.of(pod)));
        int perHost = picture.newest()
                .map(attempt -> attempt.getSpec().chipsPerHost())
                .orElse(0);
        Map<String, Integer> held = JobFacts.held(seen.pods(), chipsByPod, active, perHost);
        long epoch = seen.attempt().map(AttemptView::epoch).orElse(seen.highestEpoch());
        boolean granted = desk.about(picture.ref()) instanceof Placement.Granted;
        if (!held.isEmpty()) {
            events.add(new Event.ChipsHeld(picture.ref(), new Epoch(epoch), held));
        } else if (!granted) {
            events.add(new Event.ChipsFreed(picture.ref()));
        }
        if (wantsNothing(seen)) {
            desk.forget(picture.ref());
            events.add(new Event.JobGone(picture.ref()));
        } else {
            events.add(wish(picture, seen, active, now));
        }
        return events;
    }

    private static boolean wantsNothing(JobObservation seen) {
        return seen.job().finished().isPresent()
                || seen.job().suspend()
                || seen.job().refusal().isPresent()
                        && seen.attempt().filter(a -> !a.phase().isFinal()).isEmpty()
                || seen.attempt()
                        .filter(a -> a.phase() == AttemptPhase.Completed)
                        .isPresent();
    }

    private Event wish(JobPicture picture, JobObservation seen, Optional<AttemptView> active, Instant now) {
        List<VariantPlan> plans = gateOpen(picture.plans()) ? picture.plans() : List.of();
        long epoch = active.map(AttemptView::epoch).orElse(seen.highestEpoch() + 1);
        return JobFacts.wish(picture, epoch, plans, plan -> stepTimes.of(picture, plan), now);
    }

    /** As long as the job may not be placed it offers nothing, so that no chips are promised to it. */
    private static boolean gateOpen(List<VariantPlan> plans) {
        return plans.stream().anyMatch(VariantPlan::ready)
                && plans.stream().allMatch(plan -> !plan.placeable() || plan.decided());
    }
}
