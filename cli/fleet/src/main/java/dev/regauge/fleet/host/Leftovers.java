package dev.regauge.fleet.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files that kubelets and CNI plugins write to places of their own choice. */
public final class Leftovers {
    private static final Path LOG_LINKS = Path.of("/var/log/containers");
    private static final List<Path> NETWORK_RESULTS =
            List.of(Path.of("/var/lib/cni/results"), Path.of("/var/lib/cni/cache/results"));

    private Leftovers() {}

    /** @param bridge begins the names of the fleet's networks */
    public static void remove(Path state, String bridge) {
        removeFrom(LOG_LINKS, link -> linksBelow(link, state));
        for (Path folder : NETWORK_RESULTS) {
            removeFrom(folder, file -> file.getFileName().toString().startsWith(bridge + "-"));
        }
    }

    private static void removeFrom(Path folder, Predicate<Path> ours) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(ours).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tidying " + folder, e);
        }
    }

    private static boolean linksBelow(Path link, Path state) {
        try {
            return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(state);
        } catch (IOException gone) {
            return false;
        }
    }
}
