package dev.regauge.operator.budget;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What every queue with a budget has spent. It is added up while time passes, at the prices of the time, and kept in the queue's status, not in the database:
 * so neither an outage there nor a deleted job makes it less. A new leader goes on from the status with what attempts held since.
 */
@ApplicationScoped
public class Budgets {
    /** One change brings many passes; one look a second is enough for all, unless a price changes. */
    private static final Duration LOOKS_APART = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Map<String, String> queueOfJob = new HashMap<>();
    private final Map<String, Spent> spent = new HashMap<>();
    /** By pool, as at the last look. Those of pools that went are kept: attempts may still be there. */
    private final Map<String, Double> prices = new HashMap<>();

    private Instant lastLook = Instant.MIN;

    Budgets(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What an earlier leader counted, and whose the attempts are that it left. */
    public synchronized void inherit(List<JobQueue> queues, List<TrainingJob> jobs) {
        jobs.forEach(job -> note(job.getMetadata().getUid(), job.getSpec().queue()));
        for (JobQueue queue : queues) {
            Optional.ofNullable(queue.getStatus())
                    .map(JobQueueStatus::spent)
                    .ifPresent(before -> spent.put(queue.getMetadata().getName(), Spent.read(before)));
        }
    }

    /** From now on the queue pays for the job. */
    public synchronized void note(String jobUid, String queue) {
        queueOfJob.put(jobUid, queue);
    }

    /** The job is deleted and holds nothing any more. */
    public synchronized void forget(String jobUid) {
        queueOfJob.remove(jobUid);
    }

    /** Of a queue with a budget, as at the last look. */
    public synchronized Optional<Spent> of(String queue) {
        return Optional.ofNullable(spent.get(queue));
    }

    /** Counts what was spent since the last look. */
    public synchronized void look(List<JobQueue> queues, Instant now) {
        Map<String, QueueBudget> budgeted = new HashMap<>();
        queues.forEach(queue -> Optional.ofNullable(queue.getSpec().budget())
                .ifPresent(budget -> budgeted.put(queue.getMetadata().getName(), budget)));
        Map<String, Double> current = prices();
        boolean known =
                spent.keySet().equals(budgeted.keySet()) && prices.entrySet().containsAll(current.entrySet());
        if (known && Duration.between(lastLook, now).abs().compareTo(LOOKS_APART) < 0) {
            return;
        }
        lastLook = now;
        Map<String, Double> before = new HashMap<>(current);
        before.putAll(prices);
        prices.putAll(current);
        spent.keySet().retainAll(budgeted.keySet());
        Map<String, List<Hold>> holds = budgeted.isEmpty() ? Map.of() : holds(budgeted.keySet());
        budgeted.forEach((name, budget) -> spent.compute(
                name,
                (_, counted) -> Spent.next(
                        counted,
                        budget,
                        holds.getOrDefault(name, List.of()),
                        pool -> before.getOrDefault(pool, 0.0),
                        pool -> prices.getOrDefault(pool, 0.0),
                        now)));
    }

    private Map<String, Double> prices() {
        Map<String, Double> current = new HashMap<>();
        for (AcceleratorPool pool : cluster.pools()) {
            current.put(
                    pool.getMetadata().getName(),
                    Double.parseDouble(pool.getSpec().usdPerChipHour()));
        }
        return current;
    }

    private Map<String, List<Hold>> holds(Set<String> queues) {
        Set<String> jobs = new HashSet<>();
        cluster.attempts().stream()
                .map(TrainingAttempt::getSpec)
                .forEach(spec -> jobs.add(spec.job().uid()));
        cluster.pods().stream().map(Budgets::job).forEach(jobs::add);
        Map<String, List<Hold>> holds = new HashMap<>();
        for (String job : jobs) {
            String queue = queueOfJob.get(job);
            if (queue != null && queues.contains(queue)) {
                holds.computeIfAbsent(queue, _ -> new ArrayList<>())
                        .addAll(Hold.of(cluster.attempts(job), cluster.pods(job), this::poolOf));
            }
        }
        return holds;
    }

    private Optional<String> poolOf(String node) {
        return cluster.node(node).map(view -> view.labels().get(Labels.POOL));
    }

    private static String job(Pod pod) {
        return Cluster.label(pod, Labels.JOB_UID);
    }
}
