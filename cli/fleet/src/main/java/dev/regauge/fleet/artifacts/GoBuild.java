package dev.regauge.fleet.artifacts;

import dev.regauge.fleet.artifacts.CachedPrograms.CachedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Builds from the published Go modules, through wrapper modules whose {@code go.mod} and {@code go.sum} pin every
 * dependency. Programs that share most of their packages are built by one command.
 */
final class GoBuild implements CachedSource {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    /** @param packages what to build, by the program that comes out */
    private record Recipe(String module, String flags, Map<Program, String> packages) {}

    private final Path recipes;
    private final Releases releases;
    private final Cache cache;

    GoBuild(Path recipes, Releases releases, Cache cache) {
        this.recipes = recipes;
        this.releases = releases;
        this.cache = cache;
    }

    @Override
    public Path cached(Program program) {
        return cache.folder("programs", key(recipe(program), program)).resolve(program.executable());
    }

    @Override
    public Answer find(Program program, Progress progress) {
        var recipe = recipe(program);
        try {
            var version = Run.of("go", "env", "GOVERSION")
                    .with("GOTOOLCHAIN", "local")
                    .output();
            cache.once("programs", key(recipe, program), folder -> build(recipe, folder, version, progress));
            return new Found(cached(program));
        } catch (UncheckedIOException e) {
            return new Absent("it cannot be built: there is no Go on the PATH (1.26 or newer is needed)");
        } catch (Run.Failed e) {
            return new Absent("building it from Go modules failed: " + e.getMessage());
        }
    }

    private void build(Recipe recipe, Path folder, String version, Progress progress) {
        var names = recipe.packages().keySet().stream()
                .map(Program::executable)
                .sorted()
                .toList();
        var what = String.join(", ", names);
        progress.say("building " + what + " from source with " + version + " (minutes, once)");
        var command =
                new ArrayList<String>(List.of("go", "build", "-v", "-trimpath", "-ldflags", recipe.flags(), "-o"));
        command.add(folder + "/");
        // One package alone would be named after the last part of its path, which may be its major version.
        if (names.size() == 1)
            command.set(command.size() - 1, folder.resolve(names.getFirst()).toString());
        command.addAll(recipe.packages().values().stream().sorted().toList());
        var ticker = new Ticker(what, progress);
        Run.of(command)
                .in(recipes.resolve(recipe.module()))
                .with("CGO_ENABLED", "0")
                .with("GOTOOLCHAIN", "local")
                .with("GOFLAGS", "-mod=readonly -buildvcs=false")
                .follow(ticker::compiled);
        progress.say("built " + what + " in " + seconds(ticker.started));
    }

    private static String seconds(Instant since) {
        return Duration.between(since, Instant.now()).toSeconds() + " s";
    }

    /** Counts the packages that {@code go build -v} names as it compiles them. */
    private static final class Ticker {
        private final Instant started = Instant.now();
        private final String what;
        private final Progress progress;
        private Instant last = started;
        private int packages;

        Ticker(String what, Progress progress) {
            this.what = what;
            this.progress = progress;
        }

        void compiled(String line) {
            if (!line.startsWith("go: ")) packages++;
            if (Duration.between(last, Instant.now()).compareTo(BETWEEN_LINES) < 0) return;
            last = Instant.now();
            progress.say("building " + what + ": " + packages + " packages compiled after " + seconds(started));
        }
    }

    private String key(Recipe recipe, Program program) {
        try {
            var module = recipes.resolve(recipe.module());
            var inputs = new Sha256().with(recipe.flags()).with(releases.architecture());
            recipe.packages().values().stream().sorted().forEach(inputs::with);
            inputs.withFile(module.resolve("go.mod")).withFile(module.resolve("go.sum"));
            return recipe.module() + "-" + releases.version(program) + "-" + inputs.shortHex();
        } catch (IOException e) {
            throw new ArtifactMissing("cannot read the recipe in " + recipes.resolve(recipe.module()), e);
        }
    }

    private Recipe recipe(Program program) {
        return switch (program) {
            case ETCD -> new Recipe("etcd", "-s -w", Map.of(Program.ETCD, "go.etcd.io/etcd/server/v3"));
            case KUBECTL -> kubernetes(List.of(Program.KUBECTL));
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER, KUBELET ->
                kubernetes(List.of(
                        Program.KUBE_APISERVER,
                        Program.KUBE_CONTROLLER_MANAGER,
                        Program.KUBE_SCHEDULER,
                        Program.KUBELET));
        };
    }

    /** The version is stamped in as Kubernetes' own build does; a server without one reports v0.0.0 to clients. */
    private Recipe kubernetes(List<Program> programs) {
        var version = releases.version(programs.getFirst());
        var parts = version.split("\\.", -1);
        var base = "k8s.io/component-base/version.";
        var flags =
                "-s -w -X %1$sgitVersion=v%2$s -X %1$sgitMajor=%3$s -X %1$sgitMinor=%4$s -X k8s.io/client-go/pkg/version.gitVersion=v%2$s"
                        .formatted(base, version, parts[0], parts[1]);
        var packages = new EnumMap<Program, String>(Program.class);
        for (var program : programs) packages.put(program, "k8s.io/kubernetes/cmd/" + program.executable());
        return new Recipe("kubernetes", flags, packages);
    }
}
