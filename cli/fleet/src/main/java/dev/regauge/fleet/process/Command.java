package dev.regauge.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end: {@code Command.of("ip", "link").run()}. */
public record Command(List<String> words, Map<String, String> environment, String input, Duration limit) {
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(2);

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... words) {
        return of(List.of(words));
    }

    public static Command of(List<String> words) {
        return new Command(words, Map.of(), "", USUAL_LIMIT);
    }

    public Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(words, more, input, limit);
    }

    public Command reading(String text) {
        return new Command(words, environment, text, limit);
    }

    public Command within(Duration time) {
        return new Command(words, environment, input, time);
    }

    /** @return what the program printed on its standard output */
    public String run() {
        Result result = attempt();
        if (result.exitCode() != 0) {
            throw new CommandFailed(String.join(" ", words) + " ended with code " + result.exitCode() + ": "
                    + (result.error() + result.output()).strip());
        }
        return result.output();
    }

    /** Runs the program and reports how it ended; only a program that cannot be started at all throws. */
    public Result attempt() {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("regauge-", ".out");
            err = Files.createTempFile("regauge-", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closedEarly) {
                // The program ended without reading all of it; its exit code tells the rest.
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                return new Result(-1, Files.readString(out), "not done after " + limit + "\n" + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException("running " + words.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted while running " + words.getFirst());
        } finally {
            remove(out);
            remove(err);
        }
    }

    private static void remove(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            file.toFile().delete();
        }
    }

    /** @param exitCode of the program, or -1 if it was ended for taking too long */
    public record Result(int exitCode, String output, String error) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }
}
