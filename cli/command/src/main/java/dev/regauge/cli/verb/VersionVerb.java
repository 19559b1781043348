package dev.regauge.cli.verb;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** `regauge version`. */
@Command(name = "version", description = "Print the version.")
public final class VersionVerb implements Callable<Integer> {
    @Override
    public Integer call() {
        String version = VersionVerb.class.getPackage().getImplementationVersion();
        System.out.println("regauge " + (version == null ? "(not packaged)" : version));
        return 0;
    }
}
