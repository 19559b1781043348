package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the compiler needs to target the hardware without having it. */
public record CompileTarget(
        @JsonPropertyDescription(
                "The device kind that the runtime reports, such as `TPU v5` or `NVIDIA H100 80GB HBM3`.")
        @Required
        @Size(min = 1, max = 128)
        String deviceKind,

        @JsonPropertyDescription("XLA's GpuTargetConfigProto as text. Only for cuda.") @Size(max = 16_384) @Nullable
        String gpuTargetConfig,

        @JsonPropertyDescription("Compiler options of every program on this profile; a variant's own win.")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(k, k.size() <= 128 && k.matches('" + Names.OPTION + "'))",
                message = "names of `compilerOptions` must be letters, digits, dot, dash and underscore, at most 128")
        Map<String, @Size(max = 256) String> compilerOptions) {
    public CompileTarget {
        compilerOptions = compilerOptions == null ? Map.of() : Map.copyOf(compilerOptions);
    }
}
