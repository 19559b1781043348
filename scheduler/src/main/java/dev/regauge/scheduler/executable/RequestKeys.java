package dev.regauge.scheduler.executable;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place where request keys are made; Python never computes them. */
public final class RequestKeys {
    /** Part of every key: raise it when the meaning of an input changes although its text does not. */
    private static final String FORMAT = "regauge-request/1";

    private RequestKeys() {}

    public static RequestKey of(RequestKeyInputs inputs) {
        Map<String, @Nullable Object> keyed = new LinkedHashMap<>(inputs.toJson());
        keyed.put("format", FORMAT);
        // The digest names the bytes; registry and repository only say where they were fetched from.
        keyed.put("image", inputs.image().substring(inputs.image().indexOf("@sha256:") + 1));
        return new RequestKey(Digest.sha256Hex(CanonicalJson.bytes(keyed)));
    }
}
