package dev.regauge.crds.v1alpha1;

import java.util.List;

/** A logical axis and the mesh axes it is sharded over, in order. */
public record AxisRule(String logical, List<String> mesh) {
    public AxisRule {
        mesh = mesh == null ? List.of() : List.copyOf(mesh);
    }
}
