package dev.regauge.fleet;

import java.util.List;

/** How a fleet is doing. */
public record FleetStatus(String name, boolean apiServerReady, List<Process> processes, List<Node> nodes) {
    public record Process(String name, boolean alive, long pid) {}

    /** @param chips allocatable now */
    public record Node(String name, boolean ready, int chips) {}

    public boolean healthy() {
        return apiServerReady
                && processes.stream().allMatch(Process::alive)
                && nodes.stream().allMatch(Node::ready);
    }
}
