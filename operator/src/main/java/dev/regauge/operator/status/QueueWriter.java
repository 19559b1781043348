package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.Holdings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a queue's status where it changed. */
@ApplicationScoped
public class QueueWriter {
    private final KubernetesClient client;
    private final Cluster cluster;

    QueueWriter(KubernetesClient client, Cluster cluster) {
        this.client = client;
        this.cluster = cluster;
    }

    /** {@code jobs}: those that name the queue. A lost race throws, and the next pass writes. */
    public void write(JobQueue queue, List<TrainingJob> jobs, Instant now) {
        JobQueueStatus next = QueueStatusOf.next(
                queue,
                jobs,
                inUse(jobs),
                cluster.profiles().stream()
                        .map(profile -> profile.getMetadata().getName())
                        .collect(Collectors.toSet()),
                now);
        if (next.equals(queue.getStatus())) {
            return;
        }
        JobQueue copy = new JobQueue();
        copy.setMetadata(new ObjectMetaBuilder(queue.getMetadata()).build());
        copy.setSpec(queue.getSpec());
        copy.setStatus(next);
        client.resource(copy).lockResourceVersion().updateStatus();
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
