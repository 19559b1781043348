package dev.regauge.compileservice.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks projected service-account tokens without asking the API server each time. Its keys are cached; a token with an unknown key id fetches them
 * again, at most every ten seconds, so that nobody can make this service ask without end.
 */
public final class WorkerTokens {
    /** Whom worker tokens are for. */
    public static final String AUDIENCE = "regauge-gateway";

    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterKeys cluster;
    private final InstantSource clock;
    private @Nullable Cached cached;

    private record Cached(String issuer, List<JsonWebKey> keys, Instant fetched) {
        Optional<PublicJsonWebKey> key(@Nullable String id) {
            return keys.stream()
                    .filter(k -> k.getKeyId() != null && k.getKeyId().equals(id))
                    .filter(PublicJsonWebKey.class::isInstance)
                    .map(PublicJsonWebKey.class::cast)
                    .findFirst();
        }
    }

    public WorkerTokens(ClusterKeys cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** What a token turned out to be. */
    public sealed interface Checked {
        /** A worker of this namespace. */
        record Worker(String namespace) implements Checked {}

        /** Not a token that counts here. */
        record Refused(String why) implements Checked {}
    }

    /** Checks signature, issuer, audience and times. Throws ClusterKeys.Unavailable where the keys are needed and cannot be had. */
    public Checked check(String token) {
        try {
            JsonWebStructure structure = JsonWebStructure.fromCompactSerialization(token);
            String keyId = structure.getKeyIdHeaderValue();
            Cached known = known(keyId);
            Optional<PublicJsonWebKey> key = known.key(keyId);
            if (key.isEmpty()) {
                return new Checked.Refused(
                        "the token is signed with the key \"" + keyId + "\", which is not one of the cluster's");
            }
            return worker(claims(token, key.get(), known.issuer()));
        } catch (JoseException e) {
            return new Checked.Refused("the bearer token is not a JWT");
        } catch (InvalidJwtException e) {
            String why = e.getErrorDetails().stream()
                    .map(d -> d.getErrorMessage())
                    .reduce((a, b) -> a + "; " + b)
                    .orElse("not valid");
            return new Checked.Refused("the token is refused: " + why);
        }
    }

    private JwtClaims claims(String token, PublicJsonWebKey key, String issuer) throws InvalidJwtException {
        return new JwtConsumerBuilder()
                .setVerificationKey(key.getPublicKey())
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .setExpectedIssuer(issuer)
                .setExpectedAudience(AUDIENCE)
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build()
                .processToClaims(token);
    }

    private static Checked worker(JwtClaims claims) {
        if (claims.getClaimValue("kubernetes.io") instanceof Map<?, ?> kubernetes
                && kubernetes.get("namespace") instanceof String namespace) {
            return new Checked.Worker(namespace);
        }
        return new Checked.Refused("the token names no namespace; allowed: a projected service-account token");
    }

    private synchronized Cached known(@Nullable String keyId) {
        Cached known = cached;
        Instant now = clock.instant();
        if (known == null
                || (known.key(keyId).isEmpty() && now.isAfter(known.fetched().plus(BETWEEN_FETCHES)))) {
            known = fetch(now);
            cached = known;
        }
        return known;
    }

    private Cached fetch(Instant now) {
        try {
            String issuer = JSON.readTree(cluster.discovery()).path("issuer").asText();
            return new Cached(issuer, new JsonWebKeySet(cluster.keys()).getJsonWebKeys(), now);
        } catch (JsonProcessingException | JoseException e) {
            throw new ClusterKeys.Unavailable("the API server's keys cannot be read", e);
        }
    }
}
