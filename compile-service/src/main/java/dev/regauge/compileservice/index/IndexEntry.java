package dev.regauge.compileservice.index;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a signed entry says: this bundle answers that request. Its JSON is the statement of contracts.md section 4. */
public record IndexEntry(
        String type,
        String namespace,
        String requestKey,
        String executableKey,
        String bundleDigest,
        long bytes,
        String platform,
        String deviceKind,
        Map<String, @Nullable String> versions,
        Map<String, Object> topology,
        String createdAt) {
    /** The statement's format. */
    public static final String TYPE = "regauge-index/1";

    /** What the envelope says it holds. */
    public static final String PAYLOAD_TYPE = "application/vnd.regauge.index+json";

    /** The digest without its algorithm. */
    public String sha256() {
        return bundleDigest.substring("sha256:".length());
    }
}
