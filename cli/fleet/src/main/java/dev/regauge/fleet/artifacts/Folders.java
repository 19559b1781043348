package dev.regauge.fleet.artifacts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where artifacts come from and go to.
 *
 * @param checkout the root of Regauge's sources: recipes and the worker's code
 * @param cache everything that can be made again
 * @param given the user's own folder of programs, {@code REGAUGE_BIN}
 */
record Folders(Path checkout, Path cache, Optional<Path> given) {

    /**
     * @param environment of the process
     * @param start where the search upwards for the checkout begins when {@code REGAUGE_HOME} does not name it
     */
    static Folders of(Map<String, String> environment, Path start) {
        return new Folders(
                checkout(environment, start.toAbsolutePath()),
                cache(environment),
                Optional.ofNullable(environment.get("REGAUGE_BIN"))
                        .map(folder -> Path.of(folder).toAbsolutePath()));
    }

    Path recipes() {
        return checkout.resolve("cli/fleet/build");
    }

    Path workerImage() {
        return checkout.resolve("worker-image");
    }

    private static Path cache(Map<String, String> environment) {
        var own = environment.get("REGAUGE_CACHE");
        if (own != null) return Path.of(own).toAbsolutePath();
        var shared = environment.get("XDG_CACHE_HOME");
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return (shared == null ? Path.of(home, ".cache") : Path.of(shared))
                .resolve("regauge")
                .toAbsolutePath();
    }

    private static Path checkout(Map<String, String> environment, Path start) {
        var named = environment.get("REGAUGE_HOME");
        if (named != null) {
            var home = Path.of(named).toAbsolutePath();
            if (isCheckout(home)) return home;
            throw new ArtifactMissing("REGAUGE_HOME is " + named
                    + ", which is not a checkout of Regauge: cli/fleet/build and worker-image are not both in it.");
        }
        for (Optional<Path> folder = Optional.of(start); folder.isPresent(); folder = parent(folder.get())) {
            if (isCheckout(folder.get())) return folder.get();
        }
        throw new ArtifactMissing("No checkout of Regauge at or above " + start
                + ". Maybe set REGAUGE_HOME to the folder that contains worker-image and cli.");
    }

    private static Optional<Path> parent(Path folder) {
        return Optional.ofNullable(folder.getParent());
    }

    private static boolean isCheckout(Path folder) {
        return Files.isDirectory(folder.resolve("cli/fleet/build"))
                && Files.isDirectory(folder.resolve("worker-image"));
    }
}
