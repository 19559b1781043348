package dev.regauge.e2e.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the API server wrote down about who changed what. */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WRITING = Set.of("create", "update", "patch", "delete", "deletecollection");
    /** Answered, never stored. */
    private static final Set<String> REVIEWS =
            Set.of("tokenreviews", "subjectaccessreviews", "selfsubjectaccessreviews", "selfsubjectreviews");

    private final Path file;

    public AuditLog(Path file) {
        this.file = file;
    }

    /** One stored change. */
    public record Write(Instant at, String user, String verb, String resource, String name) {
        /** Leases of kubelets and leaders, and a kubelet's report of its own node. */
        public boolean isLeaseOrNodeReport() {
            return resource.equals("leases") || (resource.equals("nodes/status") && user.startsWith("system:node:"));
        }
    }

    public List<Write> writesSince(Instant from) {
        List<Write> writes = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                JsonNode event = JSON.readTree(line);
                Write write = write(event);
                if ("ResponseComplete".equals(event.path("stage").asText())
                        && WRITING.contains(write.verb())
                        && !REVIEWS.contains(write.resource())
                        && !write.at().isBefore(from)) {
                    writes.add(write);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writes;
    }

    private static Write write(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String subresource = object.path("subresource").asText("");
        return new Write(
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                event.path("user").path("username").asText(),
                event.path("verb").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                object.path("namespace").asText("") + "/" + object.path("name").asText(""));
    }
}
