package dev.regauge.compileservice.http;

import dev.regauge.compileservice.identity.ClusterKeys;
import dev.regauge.compileservice.identity.WorkerTokens;
import dev.regauge.compileservice.identity.WorkerTokens.Checked;
import dev.regauge.compileservice.index.Index;
import dev.regauge.compileservice.index.IndexEntry;
import dev.regauge.compileservice.index.Reports;
import dev.regauge.compileservice.store.ArtifactStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What workers read. A worker sees its namespace's index and the bundles that it names; for everything else the answer is 404. */
@Path("/")
public class WorkerResource {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final WorkerTokens tokens;
    private final Index index;
    private final Reports reports;
    private final ArtifactStore store;

    WorkerResource(WorkerTokens tokens, Index index, Reports reports, ArtifactStore store) {
        this.tokens = tokens;
        this.index = index;
        this.reports = reports;
        this.store = store;
    }

    @GET
    @Path("index/{requestKey}")
    @Produces(MediaType.APPLICATION_JSON)
    public String index(
            @PathParam("requestKey") String requestKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws IOException {
        String namespace = namespace(authorization);
        return index.envelope(namespace, hex(requestKey)).orElseThrow(() -> unknownKey(namespace, requestKey));
    }

    @GET
    @Path("reports/{requestKey}")
    @Produces(MediaType.APPLICATION_JSON)
    public byte[] report(
            @PathParam("requestKey") String requestKey,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws IOException {
        String namespace = namespace(authorization);
        IndexEntry entry = index.find(namespace, hex(requestKey)).orElseThrow(() -> unknownKey(namespace, requestKey));
        return reports.read(entry.sha256());
    }

    @GET
    @Path("blobs/{sha256}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response blob(
            @PathParam("sha256") String sha256, @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization)
            throws IOException {
        String namespace = namespace(authorization);
        if (!store.mayRead(namespace, hex(sha256))) {
            throw unknownBlob(namespace, sha256);
        }
        ArtifactStore.Blob blob = store.blob(sha256).orElseThrow(() -> unknownBlob(namespace, sha256));
        // Not sendFile: under TLS that goes in pieces of 8 KiB, each of which waits for the event loop.
        StreamingOutput content = out -> Files.copy(blob.file(), out);
        return Response.ok(content)
                .header(HttpHeaders.CONTENT_LENGTH, blob.bytes())
                .build();
    }

    private String namespace(@Nullable String authorization) {
        try {
            return switch (tokens.check(Bearer.token(authorization))) {
                case Checked.Worker(String namespace) -> namespace;
                case Checked.Refused(String why) -> throw Problem.exception(401, "Token not valid", why);
            };
        } catch (ClusterKeys.Unavailable e) {
            throw Problem.exception(503, "Keys unavailable", e.getMessage() + "; try again");
        }
    }

    private static String hex(String text) {
        if (!HEX.matcher(text).matches()) {
            throw Problem.exception(
                    400, "Not a digest", "\"" + text + "\" is not allowed; allowed: 64 hex digits in lower case");
        }
        return text;
    }

    private static jakarta.ws.rs.WebApplicationException unknownKey(String namespace, String requestKey) {
        return Problem.exception(
                404, "Unknown request key", "namespace " + namespace + " has no bundle for " + requestKey);
    }

    private static jakarta.ws.rs.WebApplicationException unknownBlob(String namespace, String sha256) {
        return Problem.exception(404, "Unknown bundle", "namespace " + namespace + " has no bundle sha256:" + sha256);
    }
}
