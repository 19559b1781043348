package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts of a kind of accelerator host. */
@ValidationRule(
        value = "self.platform != 'tpu' || (has(self.sliceShapes) && self.sliceShapes.size() > 0)",
        message = "`sliceShapes` is empty, but must list at least one shape for platform tpu")
@ValidationRule(
        value = "self.platform != 'cuda' || has(self.compile.gpuTargetConfig)",
        message =
                "`compile.gpuTargetConfig` is not given, but platform cuda needs the text of the GPU's target configuration")
public record HardwareProfileSpec(
        @JsonPropertyDescription("The backend that XLA compiles for: cpu, cuda or tpu.")
        @Required
        @ValidationRule(value = Rules.UNCHANGED, message = "`platform` must not be changed: make another profile")
        Platform platform,

        @JsonPropertyDescription("Facts of one chip.") @Required
        ChipFacts chip,

        @JsonPropertyDescription("Facts of one host.") @Required
        HostFacts host,

        @JsonPropertyDescription("The slice shapes that can be had, smallest first, such as 2x2x1. Only for tpu.")
        @Size(max = 256)
        List<@Size(max = 11) @Pattern(Names.SLICE) String> sliceShapes,

        @JsonPropertyDescription("The most chips that one job may use.") @Min(1) @Max(100_000) @Nullable
        Integer maxChipsPerJob,

        @JsonPropertyDescription("The extended resource by which pods ask for chips, such as nvidia.com/gpu.")
        @Required
        @Size(max = 253)
        @Pattern(Names.RESOURCE)
        String resourceName,

        @JsonPropertyDescription("The image of workers, by digest.") @Size(max = 512) @Pattern(Names.IMAGE) @Nullable
        String runtimeImage,

        @JsonPropertyDescription("The image of compile pods, by digest. The runtime image when absent.")
        @Size(max = 512)
        @Pattern(Names.IMAGE)
        @Nullable
        String compileImage,

        @JsonPropertyDescription("The share of a chip's memory that a program may fill.")
        @Default("0.92")
        @Min(0.1)
        @Max(1)
        double memoryFraction,

        @JsonPropertyDescription("The share of the roofline that programs reach, before anything was measured.")
        @Required
        EfficiencyPrior efficiency,

        @JsonPropertyDescription("What the compiler needs to target the hardware without having it.") @Required
        CompileTarget compile,

        @JsonPropertyDescription("What worker pods need beyond the restricted profile. Owned by the administrator.")
        @Nullable
        PodOverlay podOverlay,

        @JsonPropertyDescription("The oldest driver that runs the executables.") @Size(max = 32) @Nullable
        String minDriver,

        @JsonPropertyDescription("The NCCL network plug-in of the fabric.") @Size(max = 63) @Nullable
        String ncclPlugin) {
    public HardwareProfileSpec {
        memoryFraction = memoryFraction == 0 ? 0.92 : memoryFraction;
        sliceShapes = sliceShapes == null ? List.of() : List.copyOf(sliceShapes);
    }
}
