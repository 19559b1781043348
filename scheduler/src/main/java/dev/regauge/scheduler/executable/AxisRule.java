package dev.regauge.scheduler.executable;

import java.util.List;

/** A logical axis of the program laid on mesh axes, the outermost first. */
public record AxisRule(String logical, List<String> mesh) {
    public AxisRule {
        mesh = List.copyOf(mesh);
    }
}
