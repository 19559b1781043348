package dev.regauge.fleet.artifacts;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Brings artifacts into the cache before anything else is built; {@code ./regauge prepare WHAT} runs it from source. What
 * was made is named on standard output, progress on standard error.
 */
final class Prepare {
    private static final String ALLOWED =
            "programs, image, fleet (both, and a node's store), tests (the same and the test tools), store FOLDER, worker-shell COMMAND, findings";

    private final LocalArtifacts artifacts;
    private final Progress progress;

    private Prepare(LocalArtifacts artifacts, Progress progress) {
        this.artifacts = artifacts;
        this.progress = progress;
    }

    public static void main(String[] arguments) {
        var started = Instant.now();
        Progress progress = line -> System.err.println("regauge:   [" + secondsSince(started) + " s] " + line);
        try {
            new Prepare(LocalArtifacts.here(), progress).run(List.of(arguments));
        } catch (CompletionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (ArtifactMissing | Run.Failed e) {
            fail(e);
        }
    }

    private static void fail(Throwable why) {
        System.err.println("regauge: " + why.getMessage());
        System.exit(1);
    }

    private static long secondsSince(Instant started) {
        return Duration.between(started, Instant.now()).toSeconds();
    }

    private void run(List<String> arguments) {
        switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "programs" -> System.out.println(artifacts.binaries(progress));
            case "image" -> System.out.println(artifacts.images(progress));
            case "fleet" -> together(() -> artifacts.binaries(progress), () -> artifacts.prepareTemplate(progress));
            case "tests" ->
                together(() -> artifacts.binaries(progress), () -> {
                    artifacts.prepareTemplate(progress);
                    artifacts.prepareTestTools(progress);
                });
            case "store" -> artifacts.prepareStore(Path.of(arguments.get(1)), progress);
            case "worker-shell" ->
                System.exit(artifacts
                        .workerShell(arguments.subList(1, arguments.size()), progress)
                        .attached());
            case "findings" -> artifacts.findings().forEach(System.out::println);
            default -> throw new ArtifactMissing("what to prepare is " + arguments + "; allowed are " + ALLOWED);
        }
    }

    private static void together(Runnable first, Runnable second) {
        var other = CompletableFuture.runAsync(second);
        first.run();
        other.join();
    }
}
