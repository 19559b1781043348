package dev.regauge.cli.verb;

import dev.regauge.cli.demo.Console;
import dev.regauge.cli.demo.Demo;
import dev.regauge.cli.demo.DemoFailed;
import dev.regauge.cli.demo.Summary;
import dev.regauge.cli.local.Checkout;
import dev.regauge.cli.local.LocalRegauge;
import dev.regauge.cli.local.Places;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetDown;
import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `regauge demo`. */
@Command(
        name = "demo",
        description =
                "Bring up a fleet and run the main job on it: compile, place, train, kill a worker, recover, finish.")
public final class DemoVerb implements Callable<Integer> {
    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Option(names = "--keep", description = "Leave the fleet up afterwards.")
    private boolean keep;

    @Override
    public Integer call() {
        Checkout checkout = Checkout.find();
        Console console = Console.standard();
        console.chapter("fleet up");
        LocalRegauge regauge =
                new LocalRegauge(checkout, LocalArtifacts.onThisMachine(), Places.cache(), console::line);
        FleetSpec spec = FleetSpec.complete(fleet.name, fleet.stateFolder());
        boolean passed = false;
        try (Fleet up = regauge.up(spec)) {
            console.good("a control plane, three nodes, PostgreSQL, operator and compile service are up");
            passed = story(console, up, checkout);
            next(console, up);
        } catch (DemoFailed e) {
            console.bad(String.valueOf(e.getMessage()));
            console.plain("The fleet is left up for a look: its logs are in "
                    + spec.state().resolve("log"));
            return 1;
        }
        if (!keep) {
            console.chapter("fleet down (--keep leaves it up)");
            new FleetDown(spec.state(), console::line).run(true);
        }
        console.plain("");
        console.plain((passed ? "REGAUGE DEMO PASSED" : "REGAUGE DEMO FAILED") + " in " + clock(console));
        return passed ? 0 : 1;
    }

    private static boolean story(Console console, Fleet fleet, Checkout checkout) {
        Summary summary = new Demo(console, fleet.admin(), job(checkout)).run();
        return summary.print(console);
    }

    private static TrainingJob job(Checkout checkout) {
        try {
            return Serialization.unmarshal(Files.readString(checkout.example("byte-lm")), TrainingJob.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void next(Console console, Fleet fleet) {
        if (!keep) {
            return;
        }
        console.chapter("where to look next");
        console.plain("  export KUBECONFIG=" + fleet.file().kubeconfig());
        console.plain("  kubectl get tjob,rgexec,attempt -n " + LocalRegauge.NAMESPACE);
        console.plain("  kubectl describe tjob byte-lm -n " + LocalRegauge.NAMESPACE);
        console.plain("  kubectl explain tjob.spec.variants");
        console.plain("  ./regauge down --purge");
    }

    private static String clock(Console console) {
        long seconds = console.elapsed().toSeconds();
        return "%dm%02ds".formatted(seconds / 60, seconds % 60);
    }
}
