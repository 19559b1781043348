package dev.regauge.operator.observe;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether a job's checkpoint claim is there; asked only while the job has no attempt. */
@ApplicationScoped
public class Claims {
    private final KubernetesClient client;

    Claims(KubernetesClient client) {
        this.client = client;
    }

    public boolean exists(String namespace, String claim) {
        return client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(claim)
                        .get()
                != null;
    }
}
