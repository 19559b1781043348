package dev.regauge.scheduler.executable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the compiled bytes depend on, and nothing else: never seed, steps, horizon or price, so that a longer or differently seeded job finds its
 * executable ready.
 *
 * @param image worker image with its digest; another image may hold another compiler
 * @param config the program's free-form configuration as parsed JSON
 * @param remat {@code None}, {@code Full} or {@code Dots}
 */
public record RequestKeyInputs(
        String image,
        String entrypoint,
        Map<String, ? extends @Nullable Object> config,
        int globalBatch,
        Target target,
        List<MeshAxis> mesh,
        List<AxisRule> axisRules,
        String remat,
        int gradientAccumulation,
        Map<String, String> compilerOptions) {
    public RequestKeyInputs {
        int at = image.indexOf("@sha256:");
        if (at < 0 || !Digest.isHex(image.substring(at + "@sha256:".length()))) {
            throw new IllegalArgumentException(
                    "image is '" + image + "'; allowed: a reference with @sha256: and 64 hex digits,"
                            + " since a tag may name other bytes tomorrow");
        }
        if (globalBatch < 1 || gradientAccumulation < 1) {
            throw new IllegalArgumentException("globalBatch is " + globalBatch + " and gradientAccumulation is "
                    + gradientAccumulation + "; allowed: at least 1");
        }
        mesh = List.copyOf(mesh);
        axisRules = List.copyOf(axisRules);
        compilerOptions = Map.copyOf(compilerOptions);
    }

    /** The fields of a compile request that the key covers, under the names the request uses. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> program = new LinkedHashMap<>();
        program.put("entrypoint", entrypoint);
        program.put("config", config);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("program", program);
        json.put("globalBatch", globalBatch);
        json.put("target", target.toJson());
        json.put(
                "mesh",
                mesh.stream()
                        .map(a -> Map.of("axis", a.axis(), "size", a.size()))
                        .toList());
        json.put(
                "axisRules",
                axisRules.stream()
                        .map(r -> Map.of("logical", r.logical(), "mesh", r.mesh()))
                        .toList());
        json.put("remat", remat);
        json.put("gradientAccumulation", gradientAccumulation);
        json.put("compilerOptions", compilerOptions);
        return json;
    }
}
