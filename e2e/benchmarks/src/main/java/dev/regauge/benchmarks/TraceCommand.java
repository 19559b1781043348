package dev.regauge.benchmarks;

import dev.regauge.benchmarks.policy.Policies;
import dev.regauge.benchmarks.simulation.Bound;
import dev.regauge.benchmarks.simulation.Outcome;
import dev.regauge.benchmarks.simulation.Segment;
import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code bench trace}: runs a trace under policies and prints what each came to, beside the lower bound. */
final class TraceCommand {
    private static final long SEED = 1;
    private static final List<String> OPTIONS = List.of(
            "--trace",
            "--gpus",
            "--pools",
            "--policy",
            "--schedule",
            "--estimate-error",
            "--restart-seconds",
            "--seed",
            "--json");

    private record Result(
            String policy, Map<String, Double> figures, Map<String, double[]> queueing, long events, double seconds) {
        double figure(String name) {
            return Objects.requireNonNull(figures.get(name), name);
        }
    }

    private final Arguments arguments;
    private final PrintStream out;
    private final PrintStream progress;

    TraceCommand(List<String> words, PrintStream out, PrintStream progress) {
        this.arguments = Arguments.of(words, OPTIONS);
        this.out = out;
        this.progress = progress;
    }

    void run() throws IOException {
        List<String> policies = arguments.all("--policy").isEmpty() ? Policies.NAMES : arguments.all("--policy");
        policies.forEach(Policies::check);
        String schedule = arguments.optional("--schedule");
        if (schedule != null && policies.size() != 1) {
            throw new IllegalArgumentException(
                    "--schedule is given with " + policies.size() + " policies; allowed: one, named with --policy");
        }
        double sigma = arguments.number("--estimate-error", 0);
        double restart = arguments.number("--restart-seconds", 60);
        long seed = arguments.whole("--seed", SEED);
        Fleet fleet = fleet();
        Path file = Path.of(arguments.required("--trace"));
        Trace trace = Trace.read(file, fleet);
        if (trace.size() == 0) {
            throw new IllegalArgumentException(file + " has no job with chips and time; allowed: at least one");
        }
        if (trace.leftOut() > 0) {
            progress.println(trace.leftOut() + " rows with no chip or no time are left out");
        }
        double[] estimate = trace.estimates(sigma, seed);
        Bound bound = Bound.of(trace, fleet);
        List<Result> results = new ArrayList<>();
        for (String policy : policies) {
            progress.print(policy + " … ");
            progress.flush();
            Result result = result(policy, trace, fleet, estimate, restart, bound, schedule);
            progress.printf(Locale.ROOT, "%.2f s%n", result.seconds());
            results.add(result);
        }
        print(trace, fleet, bound, results);
    }

    private Fleet fleet() throws IOException {
        String pools = arguments.optional("--pools");
        if (pools != null && arguments.has("--gpus")) {
            throw new IllegalArgumentException("--gpus and --pools are both given; allowed: one of them");
        }
        return pools != null ? Fleet.read(Path.of(pools)) : Fleet.of(arguments.positive("--gpus"));
    }

    private static Result result(
            String policy,
            Trace trace,
            Fleet fleet,
            double[] estimate,
            double restart,
            Bound bound,
            @Nullable String schedule)
            throws IOException {
        List<Segment> segments = schedule == null ? null : new ArrayList<>();
        long before = System.nanoTime();
        Outcome outcome =
                new Simulation(trace, fleet, Policies.named(policy, fleet), estimate, restart, segments).run();
        double seconds = (System.nanoTime() - before) / 1e9;
        if (schedule != null && segments != null) {
            write(Path.of(schedule), segments, trace, fleet);
        }
        return new Result(policy, outcome.figures(bound), outcome.queueingBySize(), outcome.events(), seconds);
    }

    /** {@code job_id,start,end,chips}, and the pool where there is more than one. */
    private static void write(Path file, List<Segment> segments, Trace trace, Fleet fleet) throws IOException {
        boolean pools = fleet.pools().size() > 1;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("job_id,start,end,chips" + (pools ? ",pool" : "") + "\n");
            for (Segment s : segments) {
                writer.write(trace.id()[s.job()] + "," + plain(s.start()) + "," + plain(s.end()) + ","
                        + trace.chips()[s.job()]
                        + (pools ? "," + fleet.pools().get(s.pool()).name() : "") + "\n");
            }
        }
    }

    /** All digits, so that ends and starts meet exactly, and no exponent. */
    private static String plain(double seconds) {
        return BigDecimal.valueOf(seconds).toPlainString();
    }

    private void print(Trace trace, Fleet fleet, Bound bound, List<Result> results) {
        if (arguments.has("--json")) {
            out.println(json(trace, fleet, bound, results));
            return;
        }
        out.printf(
                Locale.ROOT,
                "%d jobs on %d chips; lower bound of the mean completion time %.2f h, of the makespan %.1f h%n%n",
                trace.size(),
                fleet.chips(),
                bound.meanJct() / 3600,
                bound.makespan() / 3600);
        out.printf(
                "%-12s %9s %7s %7s %8s %8s %8s %5s %5s %7s %6s %7s %9s%n",
                "policy",
                "mean JCT",
                "×bound",
                "p50",
                "p99",
                "max",
                "makespan",
                "util",
                "frag",
                "ρ worst",
                "ρ>1",
                "restarts",
                "USD/chip-h");
        for (Result r : results) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %7.2f h %6.2f× %5.1f h %6.1f h %6.0f h %6.0f h %4.0f%% %4.0f%% %7.2f %5.1f%% %8.2f %9.3f   %.2f s%n",
                    r.policy(),
                    r.figure("meanJctHours"),
                    r.figure("meanOverBound"),
                    r.figure("p50JctHours"),
                    r.figure("p99JctHours"),
                    r.figure("maxJctHours"),
                    r.figure("makespanHours"),
                    100 * r.figure("utilisation"),
                    100 * r.figure("fragmentation"),
                    r.figure("rhoWorst"),
                    100 * r.figure("unfairShare"),
                    r.figure("restartsPerJob"),
                    r.figure("usdPerChipHourOfWork"),
                    r.seconds());
        }
        out.printf("%nwaiting by chips of the gang, median / 99th percentile in hours%n");
        for (Result r : results) {
            StringBuilder line = new StringBuilder(String.format("%-12s", r.policy()));
            r.queueing()
                    .forEach((size, q) -> line.append(
                            String.format(Locale.ROOT, "   %5s: %.2f / %.1f", size, q[0] / 3600, q[1] / 3600)));
            out.println(line);
        }
    }

    private static String json(Trace trace, Fleet fleet, Bound bound, List<Result> results) {
        StringBuilder json = new StringBuilder();
        json.append("{\"jobs\": ").append(trace.size()).append(", \"chips\": ").append(fleet.chips());
        json.append(", \"boundMeanJctHours\": ").append(bound.meanJct() / 3600);
        json.append(", \"boundMakespanHours\": ")
                .append(bound.makespan() / 3600)
                .append(", \"policies\": [");
        String separator = "";
        for (Result r : results) {
            Map<String, Double> all = new LinkedHashMap<>(r.figures());
            all.put("events", (double) r.events());
            all.put("seconds", r.seconds());
            json.append(separator)
                    .append("\n  {\"policy\": \"")
                    .append(r.policy())
                    .append('"');
            all.forEach((name, value) ->
                    json.append(", \"").append(name).append("\": ").append(value));
            json.append(", \"queueingHours\": {");
            String inner = "";
            for (var q : r.queueing().entrySet()) {
                json.append(inner)
                        .append('"')
                        .append(q.getKey())
                        .append("\": {\"p50\": ")
                        .append(q.getValue()[0] / 3600)
                        .append(", \"p99\": ")
                        .append(q.getValue()[1] / 3600)
                        .append('}');
                inner = ", ";
            }
            json.append("}}");
            separator = ",";
        }
        return json.append("\n]}").toString();
    }
}
