package dev.regauge.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of a kind of accelerator host. */
public record HardwareProfileSpec(
        Platform platform,
        ChipFacts chip,
        HostFacts host,
        List<String> sliceShapes,
        @Nullable Integer maxChipsPerJob,
        String resourceName,
        @Nullable String runtimeImage,
        @Nullable String compileImage,
        double memoryFraction,
        EfficiencyPrior efficiency,
        CompileTarget compile,
        @Nullable PodOverlay podOverlay,
        @Nullable String minDriver,
        @Nullable String ncclPlugin) {
    public HardwareProfileSpec {
        sliceShapes = sliceShapes == null ? List.of() : List.copyOf(sliceShapes);
    }
}
