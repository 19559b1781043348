package dev.regauge.operator.act;

import dev.regauge.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates what is absent, deletes exactly what was seen, and writes status over exactly the version that was seen. */
@ApplicationScoped
public class ApiObjects {
    private final KubernetesClient client;

    ApiObjects(KubernetesClient client) {
        this.client = client;
    }

    /** What became of a create. */
    public sealed interface Created {
        record New() implements Created {}

        /** There already; read again from the API server. Empty when it went away in between. */
        record Existed(Optional<? extends HasMetadata> object) implements Created {}
    }

    public Created createIfAbsent(HasMetadata object) {
        try {
            client.resource(object).create();
            return new Created.New();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            return new Created.Existed(
                    Optional.ofNullable(client.resource(object).get()));
        }
    }

    /**
     * Writes {@code status} of the object; {@code seen} may be a cache's and is not changed. A lost race throws.
     *
     * @param blank of the same kind, to be filled
     */
    public <S, T, R extends CustomResource<S, T>> R updateStatus(R blank, R seen, T status) {
        blank.setMetadata(new ObjectMetaBuilder(seen.getMetadata()).build());
        blank.setSpec(seen.getSpec());
        blank.setStatus(status);
        return client.resource(blank).lockResourceVersion().updateStatus();
    }

    /** Deletes the pod unless another one has its name by now. */
    public void deletePod(String namespace, String name, String uid) {
        Map<String, Object> options =
                Map.of("kind", "DeleteOptions", "apiVersion", "v1", "preconditions", Map.of("uid", uid));
        unlessGone(() -> client.raw("/api/v1/namespaces/" + namespace + "/pods/" + name, "DELETE", options));
    }

    /** Lets go of the chips of exactly this pod. */
    public void removeChipsFinalizer(String namespace, String name, String uid) {
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        if (pod == null || !uid.equals(pod.getMetadata().getUid())) {
            return;
        }
        List<String> kept = pod.getMetadata().getFinalizers().stream()
                .filter(finalizer -> !finalizer.equals(Labels.CHIPS))
                .toList();
        Map<String, Object> patch = Map.of(
                "metadata",
                Map.of("uid", uid, "resourceVersion", pod.getMetadata().getResourceVersion(), "finalizers", kept));
        unlessGone(() -> client.pods()
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch)));
    }

    /** Gone, or another object by now: both are what was wanted, or seen by the next pass. */
    private static void unlessGone(Runnable action) {
        try {
            action.run();
        } catch (KubernetesClientException e) {
            boolean gone =
                    e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
            if (!gone) {
                throw e;
            }
        }
    }

    static OwnerReference owner(HasMetadata job) {
        return new OwnerReferenceBuilder()
                .withApiVersion(job.getApiVersion())
                .withKind(job.getKind())
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }
}
