package dev.regauge.operator.gateway;

import dev.regauge.operator.observe.Leadership;
import dev.regauge.operator.observe.WorkerPods;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets in only what the cluster says is that pod of that job, and only where this process leads. */
@ApplicationScoped
public class Doorkeeper {
    private static final String BEARER = "Bearer ";

    private final TokenVerifier tokens;
    private final Leadership leadership;
    private final WorkerPods pods;

    Doorkeeper(TokenVerifier tokens, Leadership leadership, WorkerPods pods) {
        this.tokens = tokens;
        this.leadership = leadership;
        this.pods = pods;
    }

    /** Throws {@link Refused} unless the token's pod is the speaker, its object lives under that UID, and belongs to that job. */
    void admit(@Nullable String authorization, Speaker speaker) {
        if (!leadership.leads()) {
            throw new Refused(503, "NotLeading", 0);
        }
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new Refused(401, "TokenMissing", 0);
        }
        WorkerIdentity identity = tokens.verify(authorization.substring(BEARER.length()))
                .orElseThrow(() -> new Refused(401, "TokenInvalid", 0));
        boolean same = identity.namespace().equals(speaker.namespace())
                && identity.pod().equals(speaker.pod())
                && identity.podUid().equals(speaker.podUid());
        if (!same) {
            throw new Refused(403, "NotThisPod", 0);
        }
        Optional<String> job = pods.jobUid(identity.namespace(), identity.pod(), identity.podUid());
        if (job.isEmpty()) {
            // The informer may be behind; the agent tries again. A pod that is really gone has nobody left to try.
            throw new Refused(503, "PodNotSeen", 0);
        }
        if (!job.get().equals(speaker.jobUid())) {
            throw new Refused(403, "NotThisJob", 0);
        }
    }
}
