package dev.regauge.compileservice.identity;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The keys as the API server publishes them. */
public final class ApiServerKeys implements ClusterKeys {
    private final KubernetesClient client;

    public ApiServerKeys(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public String discovery() {
        return get("/.well-known/openid-configuration");
    }

    @Override
    public String keys() {
        return get("/openid/v1/jwks");
    }

    private String get(String path) {
        try {
            String text = client.raw(path);
            if (text == null) {
                throw new KubernetesClientException("the API server has no " + path);
            }
            return text;
        } catch (KubernetesClientException e) {
            throw new Unavailable("the API server does not give " + path, e);
        }
    }
}
