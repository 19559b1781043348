package dev.regauge.compileservice.http;

import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures that are not the caller's: the body says that trying again may help, the log says what happened. */
public class FailureMapping {
    private static final Logger LOG = Logger.getLogger(FailureMapping.class);

    @ServerExceptionMapper
    public Response storeFailed(IOException e) {
        LOG.error("the artifact store failed", e);
        return Problem.response(500, "Store failed", String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    public Response apiServerFailed(KubernetesClientException e) {
        LOG.warn("the API server failed", e);
        return Problem.response(503, "API server unavailable", "the API server does not answer; try again");
    }
}
