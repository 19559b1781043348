package dev.regauge.fleet.state;

import java.util.List;

/**
 * A node to be.
 *
 * @param chips how many of the pool's resource it offers
 */
public record NodeSpec(String name, String pool, String profile, String resource, int chips) {
    private static final String CPU_CHIP = "regauge.dev/cpu-chip";

    public NodeSpec {
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
            throw new IllegalArgumentException("node name '" + name
                    + "': at most 32 lower-case letters, digits and dashes are allowed, no dash first or last");
        }
        if (chips < 1) {
            throw new IllegalArgumentException("chips of node " + name + " = " + chips + ": at least 1 is needed");
        }
    }

    public static NodeSpec cpu(String name, String pool, int chips) {
        return new NodeSpec(name, pool, "cpu", CPU_CHIP, chips);
    }

    /** One host of eight chips, two of four: losing a node is an event, and there is somewhere else to go. */
    public static List<NodeSpec> threeCpuNodes() {
        return List.of(cpu("cpu-8-a", "cpu-8", 8), cpu("cpu-4-a", "cpu-4", 4), cpu("cpu-4-b", "cpu-4", 4));
    }
}
