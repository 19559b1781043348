package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A containerd without CRI on a socket of its own, to fill a root; stopped by {@link #close}. */
final class ScratchContainerd implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private static final String CONFIG = """
            version = 2
            root = "%1$s"
            state = "%2$s/state"
            oom_score = 0
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
            [grpc]
              address = "%2$s/s"
            """;

    private final Process process;
    private final Path run;
    private final Path ctr;

    private ScratchContainerd(Process process, Path run, Path ctr) {
        this.process = process;
        this.run = run;
        this.ctr = ctr;
    }

    static ScratchContainerd start(NodePrograms programs, Path root) throws IOException {
        // The path of a socket has at most 107 characters, so it cannot lie below the cache.
        var run = Files.createTempDirectory("regauge-");
        var config = Files.writeString(run.resolve("c.toml"), CONFIG.formatted(root, run));
        var log = run.resolve("log").toFile();
        var process = new ProcessBuilder(programs.containerd().toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        var containerd = new ScratchContainerd(process, run, programs.ctr());
        containerd.awaitAnswer();
        return containerd;
    }

    Run ctr(String... arguments) {
        var command = new ArrayList<>(List.of(ctr.toString(), "-a", run + "/s", "-n", "k8s.io"));
        command.addAll(List.of(arguments));
        return Run.of(command);
    }

    private void awaitAnswer() throws IOException {
        var deadline = Instant.now().plus(START);
        while (true) {
            try {
                ctr("version").output();
                return;
            } catch (Run.Failed notYet) {
                if (process.isAlive() && Instant.now().isBefore(deadline) && pause()) continue;
                var log = Files.readString(run.resolve("log"));
                close();
                throw new ArtifactMissing("containerd did not start:\n" + log, notYet);
            }
        }
    }

    private boolean pause() {
        try {
            return !process.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        Cache.delete(run);
    }
}
