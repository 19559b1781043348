package dev.regauge.fleet.tenancy;

import dev.regauge.fleet.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Applies YAML files as the administrator; files and folders, in the given order. */
public record Manifests(Path kubectl, Path kubeconfig) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Returns once every custom resource definition among them can be used. */
    public void apply(List<Path> files) {
        for (Path file : files) {
            kubectl(
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    "--field-manager=regauge-fleet",
                    "--filename=" + file.toAbsolutePath());
            kubectl("wait", "--for=condition=Established", "--timeout=60s", "customresourcedefinition", "--all");
        }
    }

    private void kubectl(String... words) {
        List<String> all = new ArrayList<>(List.of(kubectl.toString(), "--kubeconfig=" + kubeconfig));
        all.addAll(List.of(words));
        Command.of(all).within(LIMIT).run();
    }
}
