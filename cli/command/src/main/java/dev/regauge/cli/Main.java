package dev.regauge.cli;

import dev.regauge.cli.verb.DemoVerb;
import dev.regauge.cli.verb.DoctorVerb;
import dev.regauge.cli.verb.DownVerb;
import dev.regauge.cli.verb.StatusVerb;
import dev.regauge.cli.verb.UpVerb;
import dev.regauge.cli.verb.VersionVerb;
import dev.regauge.cli.verb.WhyVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "regauge",
        description = "Training jobs on mixed H100 and TPU v5p fleets.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoVerb.class,
            UpVerb.class,
            DownVerb.class,
            StatusVerb.class,
            DoctorVerb.class,
            WhyVerb.class,
            VersionVerb.class
        },
        footer = {"", "Also, by the entry script: ./regauge test runs every test."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (System.getenv("REGAUGE_TRACE") != null) {
                        exception.printStackTrace();
                    }
                    command.getErr().println("regauge: " + exception.getMessage());
                    return 1;
                })
                .execute(arguments));
    }
}
