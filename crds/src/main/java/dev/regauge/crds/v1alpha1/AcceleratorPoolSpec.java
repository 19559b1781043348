package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** Nodes of one profile. */
public record AcceleratorPoolSpec(
        @JsonPropertyDescription("The HardwareProfile of the pool's hosts.")
        @Required
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        String profile,

        @JsonPropertyDescription("The labels by which nodes belong to the pool.") @Required @Size(min = 1, max = 16)
        Map<String, @Size(max = Limits.LABEL) String> nodeSelector,

        @JsonPropertyDescription("US dollars per chip and hour, a decimal such as `4.20`.")
        @Default("0")
        @Size(max = Limits.NUMBER)
        @Pattern(Names.DECIMAL)
        String usdPerChipHour,

        @JsonPropertyDescription(
                "Who forms slices: Fixed (they are node pools, nobody carves them), Blocks (any neighbouring cubes), Optical (any cubes of a pod).")
        @Default("Fixed")
        Carving carving,

        @JsonPropertyDescription("What is replaced when hardware fails: a Host or the whole Slice.") @Default("Host")
        Replaceable replaceable,

        @JsonPropertyDescription(
                "Node labels from the widest network domain to the narrowest; rank order is read from them.")
        @Size(max = 8)
        List<@Size(max = 317) String> topologyLabels,

        @JsonPropertyDescription("Healthy hosts held back to replace lost ones.") @Default("0") @Min(0) @Max(10_000)
        int spares) {
    public AcceleratorPoolSpec {
        usdPerChipHour = usdPerChipHour == null ? "0" : usdPerChipHour;
        carving = carving == null ? Carving.Fixed : carving;
        replaceable = replaceable == null ? Replaceable.Host : replaceable;
        topologyLabels = topologyLabels == null ? List.of() : List.copyOf(topologyLabels);
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    }
}
