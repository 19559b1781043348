package dev.regauge.compileservice.it;

import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetDown;
import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A real control plane without nodes: the tests play the kubelet. */
final class ControlPlane implements AutoCloseable {
    private final Path state;
    private final Fleet fleet;

    private ControlPlane(Path state, Fleet fleet) {
        this.state = state;
        this.fleet = fleet;
    }

    static ControlPlane start() throws IOException {
        Path state = Files.createTempDirectory("regauge-compile-it-");
        Path home = Path.of(Optional.ofNullable(System.getenv("REGAUGE_HOME")).orElse(".."))
                .toAbsolutePath();
        Path cache = Path.of(Optional.ofNullable(System.getenv("REGAUGE_CACHE"))
                .orElse(System.getProperty("user.home") + "/.cache/regauge"));
        FleetSpec spec = FleetSpec.controlPlaneOnly("compile-it", state)
                .with(List.of(
                        home.resolve("crds/generated"), home.resolve("crds/rbac"), home.resolve("crds/admission")));
        Fleet fleet =
                new dev.regauge.fleet.FleetUp(spec, LocalArtifacts.onThisMachine(), cache, System.out::println).run();
        return new ControlPlane(state, Objects.requireNonNull(fleet));
    }

    Fleet fleet() {
        return fleet;
    }

    Path state() {
        return state;
    }

    @Override
    public void close() {
        fleet.close();
        new FleetDown(state, System.out::println).run(true);
    }
}
