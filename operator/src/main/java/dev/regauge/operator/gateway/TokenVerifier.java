package dev.regauge.operator.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/** Believes a projected service-account token of a pod, by the cluster's published keys and without asking the API server. */
@ApplicationScoped
public class TokenVerifier {
    static final String AUDIENCE = "regauge-gateway";

    private final ClusterKeys keys;

    TokenVerifier(ClusterKeys keys) {
        this.keys = keys;
    }

    /** Empty when the token is not one that the cluster made for a pod and for this gateway, or is over. */
    Optional<WorkerIdentity> verify(String token) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setCompactSerialization(token);
            String keyId = signature.getKeyIdHeaderValue();
            if (keyId == null) {
                return Optional.empty();
            }
            List<JsonWebKey> known = keys.forKeyId(keyId);
            JwtClaims claims = new JwtConsumerBuilder()
                    .setRequireExpirationTime()
                    .setAllowedClockSkewInSeconds(10)
                    .setExpectedAudience(AUDIENCE)
                    .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                            ConstraintType.PERMIT,
                            AlgorithmIdentifiers.RSA_USING_SHA256,
                            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(known))
                    .build()
                    .processToClaims(token);
            return identity(claims);
        } catch (InvalidJwtException | JoseException e) {
            return Optional.empty();
        }
    }

    private static Optional<WorkerIdentity> identity(JwtClaims claims) {
        if (!(claims.getClaimValue("kubernetes.io") instanceof Map<?, ?> kubernetes)
                || !(kubernetes.get("namespace") instanceof String namespace)
                || !(kubernetes.get("pod") instanceof Map<?, ?> pod)
                || !(pod.get("name") instanceof String name)
                || !(pod.get("uid") instanceof String uid)) {
            return Optional.empty();
        }
        return Optional.of(new WorkerIdentity(namespace, name, uid));
    }
}
