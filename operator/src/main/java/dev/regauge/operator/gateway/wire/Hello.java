package dev.regauge.operator.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent says that it is there and, by {@code forEpoch}, for which epoch it is ready. */
public record Hello(
        int contractVersion,
        String namespace,
        String job,
        String jobUid,
        String pod,
        String podUid,
        String node,
        String bootId,
        String instance,
        String podIp,
        int coordinatorPort,
        String platform,
        Devices devices,
        Versions versions,
        List<String> cachedBundles,
        long newestEpochSeen,
        long forEpoch) {

    public record Devices(String kind, int count, @Nullable JsonNode coords) {}

    public record Versions(
            @Nullable String jax,
            @Nullable String jaxlib,
            @Nullable String python,
            int contract) {}

    /** Where the gang meets if this is rank 0. */
    public String coordinator() {
        return podIp + ":" + coordinatorPort;
    }

    /** The writer id of the gang if this is rank 0. */
    public String writer() {
        return instance + "-" + forEpoch;
    }
}
