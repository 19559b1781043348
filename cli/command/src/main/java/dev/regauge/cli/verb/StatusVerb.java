package dev.regauge.cli.verb;

import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetStatus;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `regauge status`: 0 when all is well. */
@Command(name = "status", description = "Say how a local fleet is doing.")
public final class StatusVerb implements Callable<Integer> {
    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Override
    public Integer call() {
        Optional<Fleet> found = Fleet.in(fleet.stateFolder());
        if (found.isEmpty()) {
            System.err.println("no fleet in " + fleet.stateFolder());
            return 1;
        }
        try (Fleet up = found.get()) {
            FleetStatus status = up.status();
            System.out.println("API server  " + (status.apiServerReady() ? "ready" : "not ready"));
            status.processes()
                    .forEach(process -> System.out.printf(
                            "%-24s %s%n", process.name(), process.alive() ? "pid " + process.pid() : "not running"));
            status.nodes()
                    .forEach(node -> System.out.printf(
                            "node %-19s %s, %d chips%n",
                            node.name(), node.ready() ? "Ready" : "not Ready", node.chips()));
            return status.healthy() ? 0 : 1;
        }
    }
}
