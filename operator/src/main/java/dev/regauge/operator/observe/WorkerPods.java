package dev.regauge.operator.observe;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Which job a pod works for. */
@ApplicationScoped
public class WorkerPods {
    private final Cluster cluster;

    WorkerPods(Cluster cluster) {
        this.cluster = cluster;
    }

    /** UID of the job of the pod that lives under exactly this name and UID. */
    public Optional<String> jobUid(String namespace, String pod, String podUid) {
        return cluster.pod(namespace, pod)
                .filter(found -> podUid.equals(found.getMetadata().getUid()))
                .map(found -> Cluster.label(found, Labels.JOB_UID));
    }
}
