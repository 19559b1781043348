package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.ConditionType;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.RecoverySpec;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.gateway.Contact;
import dev.regauge.operator.gateway.Gangs;
import dev.regauge.operator.plan.SpecRules;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.operator.plan.VariantPlans;
import dev.regauge.scheduler.failure.RestartBudget;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.AttemptView;
import dev.regauge.scheduler.lifecycle.JobObservation;
import dev.regauge.scheduler.lifecycle.JobState;
import dev.regauge.scheduler.lifecycle.JobView;
import dev.regauge.scheduler.lifecycle.Placement;
import dev.regauge.scheduler.lifecycle.PodView;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Gathers all that one pass knows about a job. */
@ApplicationScoped
public class JobObserver {
    private static final int DEFAULT_RESTARTS = 10;

    private final Cluster cluster;
    private final Attempts attempts;
    private final Gangs gangs;
    private final Claims claims;
    private final KubeScheduler scheduler;
    private final Leadership leadership;
    private final Ticker ticker;
    private final OperatorConfig config;

    JobObserver(
            Cluster cluster,
            Attempts attempts,
            Gangs gangs,
            Claims claims,
            KubeScheduler scheduler,
            Leadership leadership,
            Ticker ticker,
            OperatorConfig config) {
        this.cluster = cluster;
        this.attempts = attempts;
        this.gangs = gangs;
        this.claims = claims;
        this.scheduler = scheduler;
        this.leadership = leadership;
        this.ticker = ticker;
        this.config = config;
    }

    /** Everything but the engine's word and the fleet's state, which the desk adds. */
    public JobPicture observe(TrainingJob job, Instant now) {
        JobRef ref = new JobRef(
                job.getMetadata().getNamespace(),
                job.getMetadata().getName(),
                job.getMetadata().getUid());
        List<TrainingAttempt> known = attempts.of(job);
        List<Pod> pods = cluster.pods(ref.uid());
        Map<String, Contact> contacts = gangs.contacts(ref);
        List<PodView> views = podViews(pods, contacts, now);
        Optional<AttemptView> newest = known.isEmpty()
                ? Optional.empty()
                : Optional.of(attemptViews(views, contacts).of(known.getLast()));
        Optional<JobState.Invalid> refusal = refusal(job, newest);
        List<VariantPlan> plans = refusal.isPresent() ? List.of() : plans(job);
        long recorded = Optional.ofNullable(job.getStatus())
                .map(TrainingJobStatus::epoch)
                .orElse(0L);
        JobObservation observation = new JobObservation(
                jobView(job, recorded, refusal, known),
                plans.stream().map(VariantPlan::view).toList(),
                newest,
                highest(recorded, newest),
                views,
                new Placement.Unknown(),
                false,
                Optional.empty(),
                false);
        return new JobPicture(job, ref, known, pods, contacts, plans, observation, Optional.empty());
    }

    private JobView jobView(
            TrainingJob job, long recorded, Optional<JobState.Invalid> refusal, List<TrainingAttempt> known) {
        int restarts = Optional.ofNullable(job.getSpec().recovery())
                .map(RecoverySpec::maxRestarts)
                .orElse(DEFAULT_RESTARTS);
        return new JobView(
                job.getMetadata().getName(),
                known.isEmpty()
                        ? job.getSpec().steps()
                        : known.getLast().getSpec().steps(),
                job.getSpec().suspend(),
                RestartBudget.of(restarts),
                refusal,
                finished(job),
                recorded,
                Failures.of(known));
    }

    private static Optional<JobState.Finished> finished(TrainingJob job) {
        Function<ConditionType, Optional<Condition>> find = type -> Optional.ofNullable(job.getStatus()).stream()
                .flatMap(status -> status.conditions().stream())
                .filter(c -> type.name().equals(c.getType()) && "True".equals(c.getStatus()))
                .findFirst();
        return find.apply(ConditionType.Finished)
                .map(c -> new JobState.Finished(
                        find.apply(ConditionType.Succeeded).isPresent(), c.getReason(), c.getMessage()));
    }

    private static long highest(long recorded, Optional<AttemptView> newest) {
        return LongStream.of(
                        recorded,
                        newest.map(AttemptView::epoch).orElse(0L),
                        newest.flatMap(AttemptView::fencedBy).orElse(0L))
                .max()
                .orElse(0);
    }

    private Optional<JobState.Invalid> refusal(TrainingJob job, Optional<AttemptView> newest) {
        Map<String, HardwareProfileSpec> profiles = cluster.profiles().stream()
                .collect(Collectors.toMap(profile -> profile.getMetadata().getName(), HardwareProfile::getSpec));
        Optional<JobState.Invalid> refusal = SpecRules.check(job, profiles);
        String claim = job.getSpec().checkpoint().store().claim();
        if (refusal.isPresent() || newest.isPresent() || claim == null) {
            return refusal;
        }
        return claims.exists(job.getMetadata().getNamespace(), claim)
                ? Optional.empty()
                : Optional.of(new JobState.Invalid(
                        Reason.StoreNotFound.name(),
                        "spec.checkpoint.store.claim is " + claim + "; allowed: a PersistentVolumeClaim of namespace "
                                + job.getMetadata().getNamespace()));
    }

    private List<VariantPlan> plans(TrainingJob job) {
        VariantPlans plans = new VariantPlans(
                name -> cluster.executable(job.getMetadata().getNamespace(), name),
                this::cpuFeatures,
                profile -> cluster.pools().stream()
                        .anyMatch(pool -> profile.equals(pool.getSpec().profile())));
        return job.getSpec().variants().stream()
                .map(variant -> plans.plan(
                        job, variant, cluster.profile(variant.profile()).orElseThrow()))
                .toList();
    }

    /** What most hosts of the profile's pools carry; code for other features might crash on them. */
    private Optional<String> cpuFeatures(String profile) {
        Map<String, Long> counts = cluster.pools().stream()
                .filter(pool -> profile.equals(pool.getSpec().profile()))
                .flatMap(pool -> cluster.nodesOf(pool).stream())
                .map(node -> node.labels().getOrDefault(Labels.CPU_FEATURES, ""))
                .filter(features -> !features.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    /** In the order of the pods. */
    public List<PodView> podViews(List<Pod> pods, Map<String, Contact> contacts, Instant now) {
        boolean waiting = pods.stream().anyMatch(pod -> pod.getSpec().getNodeName() == null);
        boolean alive = waiting && scheduler.alive();
        return pods.stream()
                .map(pod -> {
                    boolean goodbye = Optional.ofNullable(
                                    contacts.get(pod.getMetadata().getName()))
                            .filter(c -> c.podUid().equals(pod.getMetadata().getUid()) && c.goodbye())
                            .isPresent();
                    return PodViews.of(pod, cluster.node(PodViews.pinnedTo(pod)), goodbye, alive, now);
                })
                .toList();
    }

    private AttemptViews attemptViews(List<PodView> views, Map<String, Contact> contacts) {
        Watchfulness watchfulness =
                new Watchfulness(config.bounds().heartbeat(), leadership.since(), ticker.lastStall());
        return new AttemptViews(
                views.stream().collect(Collectors.toMap(PodView::name, Function.identity())),
                contacts,
                cluster::node,
                watchfulness);
    }
}
