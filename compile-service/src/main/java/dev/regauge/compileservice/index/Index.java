package dev.regauge.compileservice.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.regauge.compileservice.sign.Dsse;
import dev.regauge.compileservice.sign.SigningKey;
import dev.regauge.compileservice.store.ArtifactStore;
import dev.regauge.scheduler.executable.BundleManifest;
import dev.regauge.scheduler.executable.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The index over the store: every entry is signed with the service's key, and one that is not counts as absent. */
public final class Index {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final ArtifactStore store;
    private final SigningKey key;

    public Index(ArtifactStore store, SigningKey key) {
        this.store = store;
        this.key = key;
    }

    /** The envelope of a request as it is served, if this namespace has one that holds. */
    public Optional<String> envelope(String namespace, String requestKey) throws IOException {
        Optional<String> text = store.index(namespace, requestKey);
        return text.flatMap(t -> read(t, namespace, requestKey)).isPresent() ? text : Optional.empty();
    }

    /** What this namespace has for a request: an entry with our signature whose bundle is in the store. */
    public Optional<IndexEntry> find(String namespace, String requestKey) throws IOException {
        return store.index(namespace, requestKey).flatMap(t -> read(t, namespace, requestKey));
    }

    /** Enters a stored, verified bundle. A namespace's first bundle for a request stays: a second one changes nothing. */
    public void add(String namespace, BundleManifest manifest, String sha256, long bytes, Instant now)
            throws IOException {
        String requestKey = manifest.requestKey().hex();
        if (store.index(namespace, requestKey).isPresent()
                && find(namespace, requestKey).isEmpty()) {
            // Signed with a key that is no longer ours, or its bundle is gone: no worker can use it.
            store.removeIndex(namespace, requestKey);
        }
        IndexEntry entry = new IndexEntry(
                IndexEntry.TYPE,
                namespace,
                requestKey,
                manifest.executableKey().hex(),
                "sha256:" + sha256,
                bytes,
                manifest.platform(),
                manifest.deviceKind(),
                manifest.versions(),
                topology(manifest),
                now.truncatedTo(ChronoUnit.SECONDS).toString());
        byte[] statement = CanonicalJson.bytes(JSON.convertValue(entry, Map.class));
        Dsse.Envelope envelope = Dsse.sign(IndexEntry.PAYLOAD_TYPE, statement, key);
        store.addIndex(namespace, requestKey, sha256, JSON.writeValueAsString(envelope));
    }

    private Optional<IndexEntry> read(String text, String namespace, String requestKey) {
        try {
            Dsse.Envelope envelope = JSON.readValue(text, Dsse.Envelope.class);
            if (!envelope.payloadType().equals(IndexEntry.PAYLOAD_TYPE) || !Dsse.verify(envelope, key.publicKey())) {
                return Optional.empty();
            }
            IndexEntry entry = JSON.readValue(new String(envelope.body(), StandardCharsets.UTF_8), IndexEntry.class);
            boolean ours =
                    entry.namespace().equals(namespace) && entry.requestKey().equals(requestKey);
            return ours && store.has(entry.sha256()) ? Optional.of(entry) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty(); // not an envelope
        }
    }

    private static Map<String, Object> topology(BundleManifest manifest) {
        List<Map<String, Object>> mesh = manifest.mesh().stream()
                .map(a -> Map.<String, Object>of("axis", a.axis(), "size", a.size()))
                .toList();
        return Map.of(
                "processes", manifest.processes(),
                "devicesPerProcess", manifest.devicesPerProcess(),
                "mesh", mesh);
    }
}
