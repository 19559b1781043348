package dev.regauge.benchmarks;

import dev.regauge.benchmarks.policy.Policies;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.ZipException;

/** {@code bench trace …} and {@code bench scheduler …}. Exit codes: 0, 2 for wrong use. */
public final class Main {
    private static final String USAGE = """
            usage: ./regauge bench trace --trace FILE (--gpus N | --pools FILE) [--policy P]… [--estimate-error SIGMA]
                                         [--restart-seconds S] [--seed N] [--schedule FILE] [--json]
                   ./regauge bench scheduler [--jmh] [--json]
            FILE of --trace: CSV, also .gz, with job_id,submission_time,duration,num_gpu and, for pools, rate_<profile>;
            FILE of --pools: CSV with pool,chips and, if wanted, profile and usd_per_chip_hour. P: %s.
            """.formatted(String.join(", ", Policies.NAMES));

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
                case "trace" -> new TraceCommand(rest, out, err).run();
                case "scheduler" -> new SchedulerCommand(rest, out, err).run();
                default ->
                    throw new IllegalArgumentException("command is '" + command + "'; allowed: trace, scheduler");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return 2;
        } catch (NoSuchFileException e) {
            err.println("there is no file " + e.getFile());
            return 2;
        } catch (ZipException | EOFException | CharacterCodingException e) {
            err.println("a file is no CSV in UTF-8 (plain, or gzip if its name ends in .gz): " + e.getMessage());
            return 2;
        }
    }
}
