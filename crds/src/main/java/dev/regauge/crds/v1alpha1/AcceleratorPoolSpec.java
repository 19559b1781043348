package dev.regauge.crds.v1alpha1;

import java.util.List;
import java.util.Map;

/** Nodes of one profile. */
public record AcceleratorPoolSpec(
        String profile,
        Map<String, String> nodeSelector,
        String usdPerChipHour,
        Carving carving,
        Replaceable replaceable,
        List<String> topologyLabels,
        int spares) {
    public AcceleratorPoolSpec {
        topologyLabels = topologyLabels == null ? List.of() : List.copyOf(topologyLabels);
        nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    }
}
