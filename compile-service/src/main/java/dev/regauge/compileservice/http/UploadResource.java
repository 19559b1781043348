package dev.regauge.compileservice.http;

import dev.regauge.compileservice.controller.IndexEvents;
import dev.regauge.compileservice.upload.Uploads;
import dev.regauge.compileservice.upload.Uploads.Answer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Where compile pods leave their bundles. */
@Path("/uploads/{uid}")
public class UploadResource {
    private static final Logger LOG = Logger.getLogger(UploadResource.class);

    private final Uploads uploads;
    private final IndexEvents events;

    UploadResource(Uploads uploads, IndexEvents events) {
        this.uploads = uploads;
        this.events = events;
    }

    @PUT
    @Consumes(MediaType.WILDCARD)
    public Response put(
            @PathParam("uid") String uid,
            @RestQuery("try") int attempt,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @HeaderParam("Content-Digest") @Nullable String contentDigest,
            InputStream body)
            throws IOException {
        Answer answer =
                uploads.accept(uid, attempt, Bearer.token(authorization), ContentDigest.sha256(contentDigest), body);
        return switch (answer) {
            case Answer.Stored(String namespace, String name, String sha256) -> {
                LOG.infof("Executable %s/%s: try %d stored sha256:%s", namespace, name, attempt, sha256);
                events.entered(namespace, name);
                yield Response.status(201)
                        .entity(Map.of("digest", "sha256:" + sha256))
                        .build();
            }
            case Answer.NotAllowed(String why) -> refuse(uid, attempt, 401, "Ticket not valid", why);
            case Answer.Conflict(String why) -> refuse(uid, attempt, 409, "Upload conflict", why);
            case Answer.TooLarge(String why) -> refuse(uid, attempt, 413, "Bundle too large", why);
            case Answer.BrokenOff(String why) -> refuse(uid, attempt, 400, "Upload broken off", why);
            case Answer.Refused(String why) -> refuse(uid, attempt, 422, "Bundle refused", why);
        };
    }

    private static Response refuse(String uid, int attempt, int status, String title, String why) {
        LOG.warnf("Executable %s: upload of try %d refused: %s", uid, attempt, why);
        return Problem.response(status, title, why);
    }
}
