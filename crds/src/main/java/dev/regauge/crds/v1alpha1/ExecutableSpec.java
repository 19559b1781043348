package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One program and one target: all that the compiled bytes depend on. */
public record ExecutableSpec(
        String image,
        String entrypoint,
        @PreserveUnknownFields @Nullable JsonNode config,
        int globalBatch,
        TargetFacts target,
        List<MeshAxis> mesh,
        List<AxisRule> axisRules,
        Remat remat,
        int gradientAccumulation,
        Map<String, String> compilerOptions,
        int priority) {
    public ExecutableSpec {
        mesh = mesh == null ? List.of() : List.copyOf(mesh);
        axisRules = axisRules == null ? List.of() : List.copyOf(axisRules);
        compilerOptions = compilerOptions == null ? Map.of() : Map.copyOf(compilerOptions);
    }
}
