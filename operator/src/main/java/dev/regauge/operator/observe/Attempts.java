package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attempts of a job, never older than the job's own status says, and the epoch after the newest by a read that no cache answers. */
@ApplicationScoped
public class Attempts {
    private final Cluster cluster;
    private final KubernetesClient client;

    Attempts(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    /** Where it stands, in the core's words. */
    public static AttemptPhase phase(TrainingAttempt attempt) {
        return attempt.getStatus() == null
                ? AttemptPhase.Placing
                : AttemptPhase.valueOf(attempt.getStatus().phase().name());
    }

    /** Oldest epoch first. Where the informer is behind the job's status, the newest one is read from the API server. */
    List<TrainingAttempt> of(TrainingJob job) {
        List<TrainingAttempt> known = cluster.attempts(job.getMetadata().getUid());
        long recorded = Optional.ofNullable(job.getStatus())
                .map(TrainingJobStatus::epoch)
                .orElse(0L);
        long seen = known.isEmpty() ? 0 : known.getLast().getSpec().epoch();
        if (recorded <= seen) {
            return known;
        }
        List<TrainingAttempt> all = new ArrayList<>(known);
        String name = job.getMetadata().getName() + "-" + recorded;
        Optional.ofNullable(client.resources(TrainingAttempt.class)
                        .inNamespace(job.getMetadata().getNamespace())
                        .withName(name)
                        .get())
                .filter(attempt ->
                        attempt.getSpec().job().uid().equals(job.getMetadata().getUid()))
                .ifPresent(all::add);
        return all;
    }

    /** The newest epoch of this UID by a quorum read; 0 = none. */
    public long newestEpoch(String namespace, String jobUid) {
        return client.resources(TrainingAttempt.class).inNamespace(namespace).list().getItems().stream()
                .filter(attempt -> attempt.getSpec().job().uid().equals(jobUid))
                .mapToLong(attempt -> attempt.getSpec().epoch())
                .max()
                .orElse(0);
    }
}
