package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One program and one target: all that the compiled bytes depend on. */
@ValidationRule(
        value = Rules.UNCHANGED,
        message = "`spec` of an Executable must not be changed: other inputs are another executable")
@ValidationRule(
        value = Rules.TARGET_MESH_FITS,
        messageExpression = Rules.TARGET_MESH_FITS_MESSAGE,
        message = "the product of `mesh[].size` must be `target.hosts` times `target.chipsPerHost`")
public record ExecutableSpec(
        @JsonPropertyDescription("The image that compiles and later runs it, by digest.")
        @Required
        @Size(min = 1, max = 512)
        @Pattern(Names.IMAGE)
        String image,

        @JsonPropertyDescription("The function that makes the program, as `package.module:name`.")
        @Required
        @Size(min = 3, max = 256)
        @ValidationRule(
                value = Rules.ENTRYPOINT,
                messageExpression = Rules.ENTRYPOINT_MESSAGE,
                message = "must be `package.module:name`")
        String entrypoint,

        @JsonPropertyDescription("What the function gets: free form.") @PreserveUnknownFields @Nullable
        JsonNode config,

        @JsonPropertyDescription("Rows of one optimizer step.") @Required @Min(1) @Max(16_777_216)
        int globalBatch,

        @JsonPropertyDescription(
                "Facts of the hardware, copied from the profile so that a later change of it changes no key.")
        @Required
        TargetFacts target,

        @JsonPropertyDescription("Axes of the device mesh, outermost first.") @Required @Size(min = 1, max = 6)
        List<MeshAxis> mesh,

        @JsonPropertyDescription("Which mesh axes each logical axis is sharded over. The program's own when empty.")
        @Size(max = 32)
        List<AxisRule> axisRules,

        @JsonPropertyDescription("What the backward pass recomputes: None, Full or Dots.") @Default("None")
        Remat remat,

        @JsonPropertyDescription("Parts into which each batch is cut.") @Default("1") @Min(1) @Max(65_536)
        int gradientAccumulation,

        @JsonPropertyDescription("Compiler options, those of the profile included.") @Size(max = 128)
        Map<String, @Size(max = 256) String> compilerOptions,

        @JsonPropertyDescription("Executables with a higher priority are compiled first. Not part of the key.")
        @Default("0")
        @Min(-1_000_000)
        @Max(1_000_000)
        int priority) {
    public ExecutableSpec {
        remat = remat == null ? Remat.None : remat;
        gradientAccumulation = gradientAccumulation == 0 ? 1 : gradientAccumulation;
        mesh = mesh == null ? List.of() : List.copyOf(mesh);
        axisRules = axisRules == null ? List.of() : List.copyOf(axisRules);
        compilerOptions = compilerOptions == null ? Map.of() : Map.copyOf(compilerOptions);
    }
}
