package dev.regauge.cli.verb;

import dev.regauge.cli.demo.Console;
import dev.regauge.cli.local.Checkout;
import dev.regauge.cli.local.LocalRegauge;
import dev.regauge.cli.local.Places;
import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import dev.regauge.fleet.state.FleetFile;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `regauge up`. */
@Command(name = "up", description = "Bring up a local fleet with Regauge on it, or repair it.")
public final class UpVerb implements Callable<Integer> {
    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Option(
            names = "--db",
            paramLabel = "URL",
            description =
                    "Use this PostgreSQL, as postgresql://USER:PASSWORD@HOST:PORT/NAME, instead of one of the fleet's own.")
    private @Nullable URI database;

    @Override
    public Integer call() {
        Checkout checkout = Checkout.find();
        LocalRegauge regauge = new LocalRegauge(
                checkout, LocalArtifacts.onThisMachine(), Places.cache(), new Console(System.err, false)::line);
        try (Fleet up = regauge.up(spec())) {
            System.err.println("Regauge is up. To look at it:");
            System.out.println("export KUBECONFIG=" + up.file().kubeconfig());
        }
        return 0;
    }

    private FleetSpec spec() {
        FleetSpec spec = FleetSpec.complete(fleet.name, fleet.stateFolder());
        return database == null ? spec : spec.with(new FleetSpec.DatabaseSpec.Given(address(database)));
    }

    /** The JDBC form of a PostgreSQL URL, its credentials apart. */
    static FleetFile.Database address(URI url) {
        String userInfo = url.getUserInfo();
        if (!"postgresql".equals(url.getScheme())
                || url.getHost() == null
                || userInfo == null
                || !userInfo.contains(":")) {
            throw new IllegalArgumentException(
                    "--db '" + url + "' must have the form postgresql://USER:PASSWORD@HOST:PORT/NAME");
        }
        int colon = userInfo.indexOf(':');
        int port = url.getPort() < 0 ? 5432 : url.getPort();
        return new FleetFile.Database(
                "jdbc:postgresql://" + url.getHost() + ":" + port + url.getPath(),
                userInfo.substring(0, colon),
                userInfo.substring(colon + 1));
    }
}
