package dev.regauge.scheduler.executable;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is compiled for: facts of the profile as copied when the job was admitted, and the gang's size.
 *
 * @param slice shape for {@code tpu} ({@code 2x2x1}), else null
 * @param gpuTargetConfig XLA's text proto for {@code cuda}, else null
 * @param cpuFeatures hash of the hosts' CPU features for {@code cpu} (code compiled for other features may crash), else null
 */
public record Target(
        String platform,
        String profile,
        int hosts,
        int chipsPerHost,
        @Nullable String slice,
        Chip chip,
        @Nullable String gpuTargetConfig,
        @Nullable String cpuFeatures) {
    public Target {
        if (hosts < 1 || chipsPerHost < 1) {
            throw new IllegalArgumentException(
                    "target has " + hosts + " hosts of " + chipsPerHost + " chips; allowed: at least 1 of each");
        }
        switch (platform) {
            case "cpu" -> require("cpuFeatures", cpuFeatures);
            case "cuda" -> require("gpuTargetConfig", gpuTargetConfig);
            case "tpu" -> require("slice", slice);
            default -> throw new IllegalArgumentException("platform is '" + platform + "'; allowed: cpu, cuda, tpu");
        }
    }

    /** As the compile request writes it. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("platform", platform);
        json.put("profile", profile);
        json.put("hosts", hosts);
        json.put("chipsPerHost", chipsPerHost);
        json.put("slice", slice);
        json.put("chip", chip.toJson());
        json.put("gpuTargetConfig", gpuTargetConfig);
        json.put("cpuFeatures", cpuFeatures);
        return json;
    }

    private static void require(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("target." + field + " is missing; this platform needs it");
        }
    }

    /** Facts of one chip; the efficiencies are shares of the peak that programs reach, for predictions. */
    public record Chip(
            String name,
            long hbmBytes,
            double memoryFraction,
            double peakBf16Flops,
            double hbmBytesPerSecond,
            double interconnectBytesPerSecond,
            double efficiencyP10,
            double efficiencyP50,
            double efficiencyP90) {

        Map<String, @Nullable Object> toJson() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("hbmBytes", hbmBytes);
            json.put("memoryFraction", memoryFraction);
            json.put("peakBf16Flops", peakBf16Flops);
            json.put("hbmBytesPerSecond", hbmBytesPerSecond);
            json.put("interconnectBytesPerSecond", interconnectBytesPerSecond);
            json.put("efficiency", Map.of("p10", efficiencyP10, "p50", efficiencyP50, "p90", efficiencyP90));
            return json;
        }
    }
}
