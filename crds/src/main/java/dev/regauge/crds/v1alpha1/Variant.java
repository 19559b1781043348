package dev.regauge.crds.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One complete way to run the job on one hardware profile. */
public record Variant(
        String name,
        String profile,
        @Nullable String slice,
        @Nullable Integer hosts,
        @Nullable Integer chipsPerHost,
        List<MeshAxis> mesh,
        List<AxisRule> axisRules,
        Remat remat,
        int gradientAccumulation,
        Map<String, String> compilerOptions,
        @Nullable String image,
        @Nullable JobTemplate template) {
    public Variant {
        mesh = mesh == null ? List.of() : List.copyOf(mesh);
        axisRules = axisRules == null ? List.of() : List.copyOf(axisRules);
        compilerOptions = compilerOptions == null ? Map.of() : Map.copyOf(compilerOptions);
    }
}
