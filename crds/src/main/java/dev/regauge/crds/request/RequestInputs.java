package dev.regauge.crds.request;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.crds.v1alpha1.TargetFacts;
import dev.regauge.scheduler.executable.AxisRule;
import dev.regauge.scheduler.executable.MeshAxis;
import dev.regauge.scheduler.executable.RequestKeyInputs;
import dev.regauge.scheduler.executable.Target;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All of a spec that the compiled bytes depend on; its priority is not. */
public final class RequestInputs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RequestInputs() {}

    /** @throws IllegalArgumentException where no program can be compiled from the spec; the message names field, value and what is allowed */
    public static RequestKeyInputs of(ExecutableSpec spec) {
        return new RequestKeyInputs(
                spec.image(),
                spec.entrypoint(),
                config(spec.config()),
                spec.globalBatch(),
                target(spec.target()),
                spec.mesh().stream()
                        .map(axis -> new MeshAxis(axis.axis(), axis.size()))
                        .toList(),
                spec.axisRules().stream()
                        .map(rule -> new AxisRule(rule.logical(), rule.mesh()))
                        .toList(),
                spec.remat().name(),
                spec.gradientAccumulation(),
                spec.compilerOptions());
    }

    private static Target target(TargetFacts facts) {
        return new Target(
                facts.platform().name().toLowerCase(Locale.ROOT),
                facts.profile(),
                facts.hosts(),
                facts.chipsPerHost(),
                facts.slice(),
                new Target.Chip(
                        facts.chip().name(),
                        facts.chip().hbmBytes(),
                        facts.memoryFraction(),
                        facts.chip().peakBf16Flops(),
                        facts.chip().hbmBytesPerSecond(),
                        facts.chip().interconnectBytesPerSecond(),
                        facts.efficiency().p10(),
                        facts.efficiency().p50(),
                        facts.efficiency().p90()),
                facts.gpuTargetConfig(),
                facts.cpuFeatures());
    }

    private static Map<String, @Nullable Object> config(@Nullable JsonNode config) {
        if (config == null || config.isNull()) {
            return Map.of();
        }
        if (!config.isObject()) {
            throw new IllegalArgumentException("config is a JSON " + config.getNodeType() + "; allowed: an object");
        }
        return JSON.convertValue(config, new TypeReference<>() {});
    }
}
