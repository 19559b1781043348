package dev.regauge.fleet.artifacts;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Brings artifacts into the cache before anything else is built: {@code java Prepare.java programs|image|store FOLDER|test-trees}.
 * What was made is named on standard output, progress on standard error.
 */
final class Prepare {
    private Prepare() {}

    public static void main(String[] arguments) {
        var started = Instant.now();
        Progress progress = line -> System.err.printf(
                "[%4d s] %s%n", Duration.between(started, Instant.now()).toSeconds(), line);
        try {
            run(List.of(arguments), LocalArtifacts.here(), progress);
        } catch (ArtifactMissing | Run.Failed e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(List<String> arguments, LocalArtifacts artifacts, Progress progress) {
        switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "programs" -> System.out.println(artifacts.binaries(progress));
            case "image" -> System.out.println(artifacts.images(progress));
            case "store" -> artifacts.prepareStore(Path.of(arguments.get(1)), progress);
            case "test-trees" -> artifacts.testTrees(progress).forEach(System.out::println);
            case "findings" -> artifacts.findings().forEach(System.out::println);
            default ->
                throw new ArtifactMissing("what to prepare is " + arguments
                        + "; allowed are programs, image, store FOLDER, test-trees, findings");
        }
    }
}
