package dev.regauge.crds.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.URI;
import java.util.concurrent.ExecutionException;

/** Asks for objects as kubectl does, as a table. */
final class Tables {
    private Tables() {}

    static String read(KubernetesClient client, String path) {
        HttpClient http = client.getHttpClient();
        var request = http.newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl().toString()).resolve(path))
                .setHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                .build();
        try {
            return http.sendAsync(request, String.class).get().body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("GET " + path + " failed", e);
        }
    }
}
