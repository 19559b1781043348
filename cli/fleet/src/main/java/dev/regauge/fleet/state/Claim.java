package dev.regauge.fleet.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a fleet has claimed of the machine, written before anything is started: an interrupted {@code up} goes on with
 * the same id and ports, and {@code down} finds all of it.
 */
public record Claim(String name, String id, Ports ports, List<NodeSpec> nodes) {
    public Claim {
        nodes = List.copyOf(nodes);
    }

    /**
     * @param apiServer on the bridge, as are gateway and compile
     * @param etcd on loopback, as is etcdPeer, database and the two management ports
     */
    public record Ports(
            int apiServer,
            int gateway,
            int compile,
            int firstKubelet,
            int etcd,
            int etcdPeer,
            int database,
            int operatorManagement,
            int compileManagement) {}

    public static Optional<Claim> read(Path state) {
        return FleetFile.read(file(state), Claim.class);
    }

    public void write(Path state) {
        FleetFile.write(file(state), this);
    }

    private static Path file(Path state) {
        return state.resolve("claim.json");
    }
}
