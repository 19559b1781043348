package dev.regauge.cli.verb;

import dev.regauge.cli.local.Places;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which local fleet a verb is about. */
final class FleetOptions {
    @Option(
            names = "--name",
            defaultValue = "local",
            paramLabel = "NAME",
            description = "Name of the fleet (default: ${DEFAULT-VALUE}).")
    String name = "local";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "Folder that holds everything of the fleet (default: one per name under the user's state folder).")
    @Nullable
    Path state;

    Path stateFolder() {
        return state == null ? Places.state(name) : state.toAbsolutePath().normalize();
    }
}
