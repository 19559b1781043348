package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AverageUse;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.act.ApiObjects;
import dev.regauge.operator.budget.Budgets;
import dev.regauge.operator.budget.Spent;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.Holdings;
import dev.regauge.operator.place.PlacementDesk;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a queue's status where it changed. */
@ApplicationScoped
public class QueueWriter {
    private final ApiObjects objects;
    private final Cluster cluster;
    private final PlacementDesk desk;
    private final Budgets budgets;

    QueueWriter(ApiObjects objects, Cluster cluster, PlacementDesk desk, Budgets budgets) {
        this.objects = objects;
        this.cluster = cluster;
        this.desk = desk;
        this.budgets = budgets;
    }

    /** {@code jobs}: those that name the queue. The fleet must have been taken over, or what queues used would be forgotten. A lost race throws, and the next pass writes. */
    public void write(JobQueue queue, List<TrainingJob> jobs, Instant now) {
        JobQueueStatus next = QueueStatusOf.next(
                queue,
                new QueueStatusOf.Use(
                        jobs,
                        inUse(jobs),
                        averageUse(queue.getMetadata().getName()),
                        budgets.of(queue.getMetadata().getName()).flatMap(Spent::written)),
                cluster.profiles().stream()
                        .map(profile -> profile.getMetadata().getName())
                        .collect(Collectors.toSet()),
                now);
        if (!QueueStatusOf.worthWriting(queue, next)) {
            return;
        }
        objects.updateStatus(new JobQueue(), queue, next);
    }

    private Optional<AverageUse> averageUse(String queue) {
        PlacementDesk.Shares shares = desk.shares();
        return Optional.ofNullable(shares.usdPerHour().get(queue))
                .map(Numbers::text)
                .map(usd -> new AverageUse(usd, shares.at().toString()));
    }

    private Map<String, Integer> inUse(List<TrainingJob> jobs) {
        Map<String, Integer> chips = new HashMap<>();
        for (TrainingJob job : jobs) {
            String uid = job.getMetadata().getUid();
            List<TrainingAttempt> attempts = cluster.attempts(uid);
            List<Pod> pods = cluster.pods(uid);
            Holdings.of(attempts, pods).forEach((profile, held) -> chips.merge(profile, held, Integer::sum));
        }
        return chips;
    }
}
