package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The facts of a profile, copied so that a later change of the profile changes no key. */
@ValidationRule(
        value = "self.platform != 'cuda' || has(self.gpuTargetConfig)",
        message = "`target.gpuTargetConfig` must be given for platform cuda")
@ValidationRule(
        value = "self.platform != 'tpu' || has(self.slice)",
        message = "`target.slice` must be given for platform tpu")
public record TargetFacts(
        @JsonPropertyDescription("The backend that XLA compiles for: cpu, cuda or tpu.") @Required
        Platform platform,

        @JsonPropertyDescription("The HardwareProfile that the facts were copied from.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        String profile,

        @JsonPropertyDescription("Number of hosts.") @Required @Min(1) @Max(Limits.HOSTS)
        int hosts,

        @JsonPropertyDescription("Chips of each host.") @Required @Min(1) @Max(64)
        int chipsPerHost,

        @JsonPropertyDescription("The slice shape. Only for tpu.") @Size(max = 11) @Pattern(Names.SLICE) @Nullable
        String slice,

        @JsonPropertyDescription("Facts of one chip.") @Required
        ChipFacts chip,

        @JsonPropertyDescription("The share of a chip's memory that the program may fill.") @Required @Min(0.1) @Max(1)
        double memoryFraction,

        @JsonPropertyDescription("The share of the roofline that programs reach, before anything was measured.")
        @Required
        EfficiencyPrior efficiency,

        @JsonPropertyDescription("The device kind that the runtime will report.") @Required @Size(min = 1, max = 128)
        String deviceKind,

        @JsonPropertyDescription("XLA's GpuTargetConfigProto as text. Only for cuda.") @Size(max = 16_384) @Nullable
        String gpuTargetConfig,

        @JsonPropertyDescription("Hash of the processor features that the code is made for. Only for cpu.")
        @Size(max = 16)
        @Pattern(Names.CPU_FEATURES)
        @Nullable
        String cpuFeatures) {}
