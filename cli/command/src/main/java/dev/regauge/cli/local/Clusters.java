package dev.regauge.cli.local;

import dev.regauge.fleet.state.FleetFile;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster that a verb talks to: a kubeconfig that was named, then KUBECONFIG, then the local fleet, then what kubectl would take. */
public final class Clusters {
    private static final String VARIABLE = "KUBECONFIG";

    private Clusters() {}

    public static KubernetesClient client(@Nullable Path named, Path fleetState) {
        @Nullable String variable = System.getenv(VARIABLE);
        if (named == null && variable != null && !variable.isBlank()) {
            return new KubernetesClientBuilder().build();
        }
        return Optional.ofNullable(named)
                .or(() -> FleetFile.read(fleetState)
                        .map(file -> Path.of(file.kubeconfigs().cli())))
                .map(Clusters::of)
                .orElseGet(() -> new KubernetesClientBuilder().build());
    }

    private static KubernetesClient of(Path kubeconfig) {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "--kubeconfig is " + kubeconfig + ", which cannot be read; allowed: a kubeconfig file", e);
        }
    }
}
