package dev.regauge.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** {@code bench trace …} and {@code bench scheduler …}. Exit codes: 0, 2 for wrong use. */
public final class Main {
    private static final String USAGE = """
            usage: bench trace --trace FILE (--gpus N | --pools FILE) [--policy P]… [--estimate-error SIGMA]
                               [--restart-seconds S] [--seed N] [--schedule FILE] [--json]
                   bench scheduler [--json]
            """;

    private Main() {}

    public static void main(String[] words) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int code = run(List.of(words), out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(List<String> words, PrintStream out, PrintStream err) throws IOException {
        String command = words.isEmpty() ? "" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        try {
            switch (command) {
                case "trace" -> new TraceCommand(rest, out).run();
                case "scheduler" -> new SchedulerCommand(rest, out).run();
                default ->
                    throw new IllegalArgumentException("bench what? '" + command + "'; allowed: trace, scheduler");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        } catch (NoSuchFileException e) {
            err.println("there is no file " + e.getFile());
            return 2;
        }
    }
}
