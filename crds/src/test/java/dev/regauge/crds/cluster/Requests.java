package dev.regauge.crds.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;

/** Requests as kubectl makes them: objects as they are written, fields checked strictly. */
final class Requests {
    private Requests() {}

    static GenericKubernetesResource read(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }

    static GenericKubernetesResource create(KubernetesClient client, GenericKubernetesResource object) {
        return client.resource(object).fieldValidation(Validation.STRICT).create();
    }

    /** What the server says against creating the object; it is not created in either case. */
    static Optional<String> refusalOfCreation(KubernetesClient client, GenericKubernetesResource object) {
        return refusal(() -> client.resource(object)
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .create());
    }

    /** What the server says against replacing the object of this name. */
    static Optional<String> refusalOfChange(KubernetesClient client, GenericKubernetesResource object) {
        return refusal(() -> client.resource(object)
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .update());
    }

    private static Optional<String> refusal(Runnable request) {
        try {
            request.run();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getMessage() == null || (e.getCode() != 422 && e.getCode() != 400)) {
                throw e;
            }
            return Optional.of(e.getMessage());
        }
    }
}
