package dev.regauge.fleet.artifacts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A program to be run to its end; a non-zero exit throws {@link Failed} with the last lines it wrote. */
record Run(List<String> command, Map<String, String> environment, Optional<Path> directory) {
    private static final int LINES_KEPT = 25;

    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    interface Feeder {
        void feed(OutputStream input) throws IOException;
    }

    static Run of(String... command) {
        return new Run(List.of(command), Map.of(), Optional.empty());
    }

    static Run of(List<String> command) {
        return new Run(List.copyOf(command), Map.of(), Optional.empty());
    }

    Run with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Run(command, Map.copyOf(more), directory);
    }

    Run in(Path folder) {
        return new Run(command, environment, Optional.of(folder));
    }

    /** Everything the program wrote, standard error included. */
    String output() {
        var lines = new ArrayList<String>();
        run(lines::add, OutputStream::close);
        return String.join("\n", lines);
    }

    /** Hands on each line the program writes. */
    void follow(Consumer<String> line) {
        run(line, OutputStream::close);
    }

    /** Runs on this process's own terminal or streams, and gives the exit code. */
    int attached() {
        try {
            var builder = new ProcessBuilder(command).inheritIO();
            builder.environment().putAll(environment);
            directory.ifPresent(folder -> builder.directory(folder.toFile()));
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(command.getFirst() + ": interrupted");
        }
    }

    /** Writes to the program's standard input. */
    void feeding(Feeder feeder) {
        run(line -> {}, feeder);
    }

    private void run(Consumer<String> line, Feeder feeder) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            directory.ifPresent(folder -> builder.directory(folder.toFile()));
            attend(builder.start(), line, feeder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        }
    }

    private void attend(Process process, Consumer<String> line, Feeder feeder) throws IOException {
        // The program is ended with this process, so that it cannot go on writing where a later run begins anew.
        var reaper = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(reaper);
        var last = new ArrayDeque<String>();
        var broken = new ConcurrentLinkedQueue<IOException>();
        var writer = Thread.ofVirtual().start(() -> {
            try (var input = process.getOutputStream()) {
                feeder.feed(input);
            } catch (IOException e) {
                broken.add(e);
            }
        });
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var text = reader.readLine(); text != null; text = reader.readLine()) {
                if (last.size() == LINES_KEPT) last.removeFirst();
                last.addLast(text);
                line.accept(text);
            }
            writer.join();
            var exit = process.waitFor();
            if (exit != 0) throw new Failed(describe("exit code " + exit, last));
            if (!broken.isEmpty()) throw broken.remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed(describe("interrupted", last));
        } finally {
            process.destroy();
            forget(reaper);
        }
    }

    private static void forget(Thread reaper) {
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running already.
        }
    }

    private String describe(String how, Deque<String> last) {
        return command.getFirst() + ": " + how
                + (last.isEmpty() ? "" : ", having written\n  " + String.join("\n  ", last));
    }
}
