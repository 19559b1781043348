package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** A logical axis and the mesh axes it is sharded over, in order. */
public record AxisRule(
        @JsonPropertyDescription("The program's name of the axis, such as batch or embed.")
        @Required
        @Size(min = 1, max = 32)
        @Pattern(Names.AXIS)
        String logical,

        @JsonPropertyDescription("The mesh axes it is sharded over; replicated when empty.") @Size(max = 6)
        List<@Size(max = 32) @Pattern(Names.AXIS) String> mesh) {
    public AxisRule {
        mesh = mesh == null ? List.of() : List.copyOf(mesh);
    }
}
