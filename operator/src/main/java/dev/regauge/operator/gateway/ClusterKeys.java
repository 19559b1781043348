package dev.regauge.operator.gateway;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/** The keys that the cluster signs service-account tokens with. Cached, so that workers are believed while the API server is away. */
@ApplicationScoped
public class ClusterKeys {
    /** An unknown key id asks the API server again, but not more often than this. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Clock clock;
    private List<JsonWebKey> keys = List.of();
    private Instant asked = Instant.EPOCH;

    ClusterKeys(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Known keys; asked for again when none carries {@code keyId}. */
    synchronized List<JsonWebKey> forKeyId(String keyId) {
        boolean known = keys.stream().anyMatch(key -> keyId.equals(key.getKeyId()));
        Instant now = clock.instant();
        if (!known && now.isAfter(asked.plus(PAUSE))) {
            asked = now;
            keys = parse(client.raw("/openid/v1/jwks"));
        }
        return keys;
    }

    static List<JsonWebKey> parse(String json) {
        try {
            return List.copyOf(new JsonWebKeySet(json).getJsonWebKeys());
        } catch (JoseException e) {
            throw new IllegalStateException("/openid/v1/jwks is not a key set: " + json, e);
        }
    }
}
