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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One complete way to run the job on one hardware profile. */
@ValidationRule(
        value = Rules.SLICE_OR_HOSTS,
        messageExpression = Rules.SLICE_OR_HOSTS_MESSAGE,
        message = "exactly one of `slice` and `hosts` must be given")
@ValidationRule(
        value = Rules.CHIPS_NEED_HOSTS,
        messageExpression = Rules.CHIPS_NEED_HOSTS_MESSAGE,
        message = "`chipsPerHost` must not be given with `slice`")
@ValidationRule(
        value = Rules.MESH_FITS_SLICE,
        messageExpression = Rules.MESH_FITS_SLICE_MESSAGE,
        message = "the product of `mesh[].size` must be the volume of `slice`")
@ValidationRule(
        value = Rules.MESH_FITS_HOSTS,
        messageExpression = Rules.MESH_FITS_HOSTS_MESSAGE,
        message = "the product of `mesh[].size` must be `hosts` times `chipsPerHost`")
@ValidationRule(
        value = Rules.MESH_COVERS_HOSTS,
        messageExpression = Rules.MESH_COVERS_HOSTS_MESSAGE,
        message = "the product of `mesh[].size` must be a multiple of `hosts`")
@ValidationRule(
        value = Rules.AXES_ARE_UNIQUE,
        messageExpression = Rules.AXES_ARE_UNIQUE_MESSAGE,
        message = "`mesh` must have each axis once")
@ValidationRule(
        value = Rules.RULES_NAME_AXES,
        messageExpression = Rules.RULES_NAME_AXES_MESSAGE,
        message = "`axisRules` must name axes of `mesh`")
public record Variant(
        @JsonPropertyDescription("Name of the variant, unique in the job.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT_OR_HEX)
        String name,

        @JsonPropertyDescription("The HardwareProfile to run on.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        String profile,

        @JsonPropertyDescription(
                "The slice shape for tpu, such as 2x2x1; one that the profile lists. Instead of `hosts`.")
        @Size(min = 5, max = 11)
        @ValidationRule(
                value = Rules.SLICE_IS_WELL_FORMED,
                messageExpression = Rules.SLICE_IS_WELL_FORMED_MESSAGE,
                message = "must be three sizes joined by x, such as 2x2x1")
        @Nullable
        String slice,

        @JsonPropertyDescription("Number of hosts, for cpu and cuda. Instead of `slice`.")
        @Min(1)
        @Max(Limits.HOSTS)
        @Nullable
        Integer hosts,

        @JsonPropertyDescription("Chips of each host; the profile's when absent.") @Min(1) @Max(64) @Nullable
        Integer chipsPerHost,

        @JsonPropertyDescription("Axes of the device mesh, outermost first. Their product is the number of chips.")
        @Required
        @Size(min = 1, max = 6)
        List<MeshAxis> mesh,

        @JsonPropertyDescription(
                "Which mesh axes each logical axis is sharded over; the first rule that fits counts. The program's own when empty.")
        @Size(max = 32)
        List<AxisRule> axisRules,

        @JsonPropertyDescription(
                "What the backward pass recomputes to save memory: None, Full (whole layers) or Dots (all but matrix products).")
        @Default("None")
        Remat remat,

        @JsonPropertyDescription("Parts into which each batch is cut, one after the other.")
        @Default("1")
        @Min(1)
        @Max(65_536)
        int gradientAccumulation,

        @JsonPropertyDescription("Compiler options of this variant, over those of the profile.")
        @Size(max = 64)
        @ValidationRule(
                value = "self.all(k, k.size() <= 128 && k.matches('" + Names.OPTION + "'))",
                message = "names of `compilerOptions` must be letters, digits, dot, dash and underscore, at most 128")
        Map<String, @Size(max = 256) String> compilerOptions,

        @JsonPropertyDescription(
                "The image of this variant's workers, by digest; the program's or the profile's when absent.")
        @Size(max = 512)
        @Pattern(Names.IMAGE)
        @Nullable
        String image,

        @JsonPropertyDescription("Instead of the job's template.") @Nullable
        JobTemplate template) {
    public Variant {
        remat = remat == null ? Remat.None : remat;
        gradientAccumulation = gradientAccumulation == 0 ? 1 : gradientAccumulation;
        mesh = mesh == null ? List.of() : List.copyOf(mesh);
        axisRules = axisRules == null ? List.of() : List.copyOf(axisRules);
        compilerOptions = compilerOptions == null ? Map.of() : Map.copyOf(compilerOptions);
    }
}
