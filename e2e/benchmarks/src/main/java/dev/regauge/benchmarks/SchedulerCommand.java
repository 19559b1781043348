package dev.regauge.benchmarks;

import dev.regauge.benchmarks.decisions.EventRate;
import dev.regauge.benchmarks.decisions.Figure;
import dev.regauge.benchmarks.decisions.FullFleet;
import dev.regauge.benchmarks.decisions.PreemptingGang;
import dev.regauge.benchmarks.decisions.Twins;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code bench scheduler}: the decision table, every figure measured now and here, beside its goal; with {@code --jmh} by JMH. */
final class SchedulerCommand {
    private final Arguments arguments;
    private final PrintStream out;
    private final PrintStream progress;

    SchedulerCommand(List<String> words, PrintStream out, PrintStream progress) {
        this.arguments = Arguments.of(words, List.of("--json", "--jmh"));
        this.out = out;
        this.progress = progress;
    }

    void run() {
        List<Figure> figures = arguments.has("--jmh") ? new Twins(progress).measure() : timed();
        if (arguments.has("--json")) {
            json(figures);
        } else {
            table(figures);
        }
    }

    private List<Figure> timed() {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(new FullFleet(progress::println).measure());
        figures.addAll(new PreemptingGang(progress::println).measure());
        figures.addAll(new EventRate(progress::println).measure());
        return figures;
    }

    private void table(List<Figure> figures) {
        int width = figures.stream().mapToInt(f -> f.what().length()).max().orElse(0);
        out.printf("%-" + width + "s  %12s  %14s%n", "measured here", "", "goal");
        for (Figure f : figures) {
            String goal = f.hasGoal() ? (f.atMost() ? "≤ " : "≥ ") + number(f.goal()) + " " + f.unit() : "";
            out.printf(
                    "%-" + width + "s  %12s  %14s  %s%n",
                    f.what(),
                    number(f.value()) + " " + f.unit(),
                    goal,
                    f.hasGoal() ? (f.reached() ? "reached" : "MISSED") : "");
        }
    }

    private static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }

    private void json(List<Figure> figures) {
        List<String> entries = figures.stream()
                .map(f -> String.format(
                        Locale.ROOT,
                        "  \"%s\": {\"value\": %s, \"unit\": \"%s\", \"goal\": %s, \"reached\": %s, \"basis\": \"measured\"}",
                        f.name(),
                        f.value(),
                        f.unit(),
                        f.hasGoal() ? "\"" + (f.atMost() ? "<= " : ">= ") + f.goal() + "\"" : "null",
                        f.hasGoal() ? Boolean.toString(f.reached()) : "null"))
                .toList();
        out.println("{\n" + String.join(",\n", entries) + "\n}");
    }
}
