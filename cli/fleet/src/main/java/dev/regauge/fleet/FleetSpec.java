package dev.regauge.fleet;

import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import dev.regauge.fleet.state.NodeSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * The fleet that is wanted.
 *
 * @param state the folder that holds everything of it
 * @param nodes none for a control plane alone
 * @param manifests files or folders applied as administrator, in this order: kinds, RBAC, profiles
 * @param durable whether etcd and PostgreSQL wait for the disk; tests do not need them to
 */
public record FleetSpec(
        String name, Path state, List<NodeSpec> nodes, DatabaseSpec database, List<Path> manifests, boolean durable) {
    public FleetSpec {
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
            throw new IllegalArgumentException("fleet name '" + name
                    + "': at most 32 lower-case letters, digits and dashes are allowed, no dash first or last");
        }
        state = Layout.checked(state);
        nodes = List.copyOf(nodes);
        manifests = List.copyOf(manifests);
    }

    /** Where a fleet's history goes. */
    public sealed interface DatabaseSpec {
        /** No history. */
        record None() implements DatabaseSpec {}

        /** A PostgreSQL of the fleet's own. */
        record Own() implements DatabaseSpec {}

        /** One that runs already. */
        record Given(FleetFile.Database address) implements DatabaseSpec {}
    }

    /** Three nodes and a database, kept on disk. */
    public static FleetSpec complete(String name, Path state) {
        return new FleetSpec(name, state, NodeSpec.threeCpuNodes(), new DatabaseSpec.Own(), List.of(), true);
    }

    /** For tests that need an API server and nothing that runs pods. */
    public static FleetSpec controlPlaneOnly(String name, Path state) {
        return new FleetSpec(name, state, List.of(), new DatabaseSpec.None(), List.of(), false);
    }

    public FleetSpec with(List<Path> files) {
        return new FleetSpec(name, state, nodes, database, files, durable);
    }

    public FleetSpec with(DatabaseSpec other) {
        return new FleetSpec(name, state, nodes, other, manifests, durable);
    }

    public FleetSpec forgetful() {
        return new FleetSpec(name, state, nodes, database, manifests, false);
    }
}
