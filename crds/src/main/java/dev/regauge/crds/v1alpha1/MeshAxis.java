package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One axis of the device mesh, outermost first. */
public record MeshAxis(
        @JsonPropertyDescription("Name of the axis, such as data or fsdp.")
        @Required
        @Size(min = 1, max = 32)
        @Pattern(Names.AXIS)
        String axis,

        @JsonPropertyDescription("Devices along the axis.") @Required @Min(1) @Max(16_384)
        int size,

        @JsonPropertyDescription(
                "The network that the axis runs over: ici inside a slice or host, dcn between them. Chosen when absent.")
        @Nullable
        NetworkLayer over) {}
