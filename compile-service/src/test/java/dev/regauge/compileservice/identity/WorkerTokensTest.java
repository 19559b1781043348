package dev.regauge.compileservice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.compileservice.identity.WorkerTokens.Checked;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class WorkerTokensTest {
    private static final String ISSUER = "https://kubernetes.default.svc";
    private static final EllipticCurveJsonWebKey FIRST = key("first");
    private static final EllipticCurveJsonWebKey SECOND = key("second");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Cluster cluster = new Cluster();
    private final WorkerTokens tokens = new WorkerTokens(cluster, () -> now);

    private static final class Cluster implements ClusterKeys {
        private JsonWebKeySet keys = new JsonWebKeySet(FIRST);
        private int asked;
        private boolean away;

        @Override
        public String discovery() {
            if (away) {
                throw new Unavailable("away", new IllegalStateException());
            }
            asked++;
            return "{\"issuer\":\"" + ISSUER + "\"}";
        }

        @Override
        public String keys() {
            return keys.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        }
    }

    private static EllipticCurveJsonWebKey key(String id) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(EllipticCurveJsonWebKey key, Consumer<JwtClaims> change) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(WorkerTokens.AUDIENCE);
        claims.setSubject("system:serviceaccount:research:default");
        claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + 600));
        claims.setClaim("kubernetes.io", Map.of("namespace", "research", "pod", Map.of("name", "byte-lm-1-0")));
        change.accept(claims);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return signature.getCompactSerialization();
    }

    private void refused(String token) {
        assertThat(tokens.check(token)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void a_projected_token_names_its_namespace() throws JoseException {
        assertThat(tokens.check(token(FIRST, c -> {}))).isEqualTo(new Checked.Worker("research"));
    }

    @Test
    void issuer_audience_and_times_are_checked() throws JoseException {
        refused(token(FIRST, c -> c.setAudience("https://kubernetes.default.svc")));
        refused(token(FIRST, c -> c.unsetClaim("aud")));
        refused(token(FIRST, c -> c.setIssuer("https://evil.example")));
        refused(token(FIRST, c -> c.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() - 60))));
        refused(token(FIRST, c -> c.unsetClaim("exp")));
        refused(token(FIRST, c -> c.setNotBefore(NumericDate.fromSeconds(now.getEpochSecond() + 120))));
        refused(token(FIRST, c -> c.unsetClaim("kubernetes.io")));
        refused("not-a-token");
        refused("");
    }

    @Test
    void only_the_clusters_own_keys_count() throws JoseException {
        EllipticCurveJsonWebKey impostor = key("first");
        refused(token(impostor, c -> {}));
    }

    @Test
    void the_algorithms_none_and_hmac_with_the_public_key_do_not_count() throws JoseException {
        String[] parts = token(FIRST, c -> {}).split("\\.");
        String none = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"alg\":\"none\",\"kid\":\"first\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        refused(none + "." + parts[1] + ".");
        JsonWebSignature hmac = new JsonWebSignature();
        hmac.setPayload(
                new String(java.util.Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8));
        hmac.setKey(new HmacKey(FIRST.getPublicKey().getEncoded()));
        hmac.setKeyIdHeaderValue("first");
        hmac.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        refused(hmac.getCompactSerialization());
    }

    @Test
    void an_unknown_key_is_fetched_once_in_a_while() throws JoseException {
        tokens.check(token(FIRST, c -> {}));
        assertThat(cluster.asked).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            refused(token(SECOND, c -> {}));
        }
        assertThat(cluster.asked).isEqualTo(1);
        cluster.keys = new JsonWebKeySet(FIRST, SECOND);
        now = now.plus(Duration.ofSeconds(11));
        assertThat(tokens.check(token(SECOND, c -> {}))).isEqualTo(new Checked.Worker("research"));
        assertThat(tokens.check(token(FIRST, c -> {}))).isEqualTo(new Checked.Worker("research"));
        assertThat(cluster.asked).isEqualTo(2);
    }

    @Test
    void cached_keys_work_while_the_api_server_is_away() throws JoseException {
        tokens.check(token(FIRST, c -> {}));
        cluster.away = true;
        now = now.plus(Duration.ofHours(3));
        assertThat(tokens.check(token(FIRST, c -> {}))).isEqualTo(new Checked.Worker("research"));
        WorkerTokens fresh = new WorkerTokens(cluster, InstantSource.fixed(now));
        String token = token(FIRST, c -> {});
        assertThatThrownBy(() -> fresh.check(token)).isInstanceOf(ClusterKeys.Unavailable.class);
    }
}
