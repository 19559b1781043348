package dev.regauge.crds.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;

/** Pods as the policy sees them. */
final class Pods {
    private Pods() {}

    static Pod plain(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(ApiServer.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("nothing")
                .endContainer()
                .endSpec()
                .build();
    }

    static Pod withChips(String resource) {
        return new PodBuilder(plain("chips"))
                .editSpec()
                .editFirstContainer()
                .withNewResources()
                .withLimits(Map.of(resource, new Quantity("4")))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    static Pod withChipsInInitContainer(String resource) {
        return new PodBuilder(plain("chips"))
                .editSpec()
                .addNewInitContainer()
                .withName("first")
                .withImage("nothing")
                .withNewResources()
                .withLimits(Map.of(resource, new Quantity("4")))
                .endResources()
                .endInitContainer()
                .endSpec()
                .build();
    }

    static Pod withRole(String role) {
        return new PodBuilder(plain("role"))
                .editMetadata()
                .addToLabels("regauge.dev/role", role)
                .endMetadata()
                .build();
    }

    /** What the server says against creating the pod; nothing is created. */
    static Optional<String> refusal(KubernetesClient client, Pod pod) {
        try {
            client.resource(pod).dryRun().create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 403 || e.getMessage() == null) {
                throw e;
            }
            return Optional.of(e.getMessage());
        }
    }
}
