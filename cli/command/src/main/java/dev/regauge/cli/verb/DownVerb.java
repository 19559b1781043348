package dev.regauge.cli.verb;

import dev.regauge.fleet.FleetDown;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `regauge down`. */
@Command(
        name = "down",
        description = "Stop a local fleet; checkpoints, database and objects stay unless they are purged.")
public final class DownVerb implements Callable<Integer> {
    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Option(names = "--purge", description = "Remove the state folder too.")
    private boolean purge;

    @Override
    public Integer call() {
        new FleetDown(fleet.stateFolder(), System.err::println).run(purge);
        return 0;
    }
}
