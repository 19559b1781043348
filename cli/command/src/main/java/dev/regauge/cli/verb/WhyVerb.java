package dev.regauge.cli.verb;

import dev.regauge.cli.local.Clusters;
import dev.regauge.cli.why.JobNames;
import dev.regauge.cli.why.JobNames.Meant;
import dev.regauge.cli.why.ReasonTree;
import dev.regauge.cli.why.StoryReader;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `regauge why`: 0 when there is such a job, 2 when there is none or more than one. */
@Command(name = "why", description = "Say why a job is where it is, and what to do next.")
public final class WhyVerb implements Callable<Integer> {
    private static final int WRONG_USAGE = 2;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace; needed only where several have a job of that name.")
    @Nullable
    private String namespace;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The cluster (default: KUBECONFIG, else the local fleet).")
    @Nullable
    private Path kubeconfig;

    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Override
    public Integer call() {
        try (KubernetesClient client = Clusters.client(kubeconfig, fleet.stateFolder())) {
            StoryReader reader = new StoryReader(client);
            return switch (JobNames.find(reader.jobs(), job, namespace)) {
                case Meant.None(String message) -> {
                    System.err.println("regauge: " + message);
                    yield WRONG_USAGE;
                }
                case Meant.One(var found) -> {
                    ReasonTree.lines(reader.story(found), Instant.now()).forEach(System.out::println);
                    yield 0;
                }
            };
        }
    }
}
