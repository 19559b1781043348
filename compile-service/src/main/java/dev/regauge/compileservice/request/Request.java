package dev.regauge.compileservice.request;

import dev.regauge.crds.request.RequestInputs;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.scheduler.executable.CanonicalJson;
import dev.regauge.scheduler.executable.RequestKey;
import dev.regauge.scheduler.executable.RequestKeyInputs;
import dev.regauge.scheduler.executable.RequestKeys;
import dev.regauge.scheduler.executable.Target;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an Executable's spec asks for. */
public sealed interface Request {
    /** A request with its key, and its JSON as the compile pod gets it. */
    record Valid(RequestKey key, RequestKeyInputs inputs, String json) implements Request {}

    /** The spec cannot be compiled; the message names field, value and what is allowed. */
    record Refused(String message) implements Request {}

    /** The kernel's limit for one environment variable is 128 KiB. */
    int MOST_BYTES = 120_000;

    /** For cpu one pod runs as many processes as the gang has. */
    int MOST_CPU_HOSTS = 8;

    /** Reads a spec. */
    static Request of(ExecutableSpec spec) {
        try {
            RequestKeyInputs inputs = RequestInputs.of(spec);
            checkSizes(inputs);
            RequestKey key = RequestKeys.of(inputs);
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("contractVersion", 1);
            json.put("requestKey", key.hex());
            json.putAll(inputs.toJson());
            String text = CanonicalJson.text(json);
            if (text.length() > MOST_BYTES) {
                return new Refused("spec has " + text.length()
                        + " bytes as a request, most of them in config or target; allowed: at most " + MOST_BYTES);
            }
            return new Valid(key, inputs, text);
        } catch (IllegalArgumentException e) {
            return new Refused("spec." + e.getMessage());
        }
    }

    private static void checkSizes(RequestKeyInputs inputs) {
        Target target = inputs.target();
        long chips = (long) target.hosts() * target.chipsPerHost();
        BigInteger product = inputs.mesh().stream()
                .map(a -> BigInteger.valueOf(a.size()))
                .reduce(BigInteger.ONE, BigInteger::multiply);
        if (!product.equals(BigInteger.valueOf(chips))) {
            throw new IllegalArgumentException(
                    "mesh has the product " + product + "; allowed: " + chips + ", target.hosts x target.chipsPerHost");
        }
        if (target.platform().equals("cpu") && target.hosts() > MOST_CPU_HOSTS) {
            throw new IllegalArgumentException(
                    "target.hosts is " + target.hosts() + "; allowed for cpu: at most " + MOST_CPU_HOSTS);
        }
    }
}
