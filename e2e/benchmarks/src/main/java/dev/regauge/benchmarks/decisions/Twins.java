package dev.regauge.benchmarks.decisions;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** The decision figures once more, measured by JMH, each in a process of its own. */
public final class Twins {
    private final PrintStream progress;

    public Twins(PrintStream progress) {
        this.progress = progress;
    }

    public List<Figure> measure() {
        List<Figure> figures = new ArrayList<>();
        Statistics decision = run(FullFleetTwin.class, "decision");
        figures.add(Figure.atMost("jmhDecisionP50Micros", "decision, p50", decision.getPercentile(50), "µs", 20));
        figures.add(Figure.atMost(
                "jmhDecisionP99Millis", "decision, p99, GC included", decision.getPercentile(99) / 1e3, "ms", 1));
        figures.add(Figure.shown(
                "jmhDecisionP999Millis", "decision, p99.9, GC included", decision.getPercentile(99.9) / 1e3, "ms"));
        figures.add(Figure.shown(
                "jmhDecisionMaxMillis",
                String.format("decision, worst of %,d sampled", decision.getN()),
                decision.getMax() / 1e3,
                "ms"));
        Statistics rebuild = run(FullFleetTwin.class, "rebuild");
        figures.add(Figure.atMost(
                "jmhColdRebuildSeconds",
                "cold rebuild from lists, worst of " + rebuild.getN(),
                rebuild.getMax() / 1e6,
                "s",
                10));
        Statistics gang = run(PreemptingGangTwin.class, "gang");
        figures.add(Figure.atMost(
                "jmhPreemptingGangMillis",
                "preempting gang over 700 victims on 2,000 nodes, worst of " + gang.getN(),
                gang.getMax(),
                "ms",
                20));
        figures.add(Figure.shown("jmhPreemptingGangP50Millis", "the same, p50", gang.getPercentile(50), "ms"));
        return figures;
    }

    /** In the unit of the twin. */
    private Statistics run(Class<?> twin, String method) {
        String name = twin.getName().replace(".", "\\.") + "\\." + method + "$";
        try {
            Collection<RunResult> results = new Runner(
                            new OptionsBuilder()
                                    .include(name)
                                    .shouldFailOnError(true)
                                    .build(),
                            OutputFormatFactory.createFormatInstance(progress, VerboseMode.NORMAL))
                    .run();
            return results.iterator().next().getPrimaryResult().getStatistics();
        } catch (RunnerException e) {
            throw new IllegalStateException(twin.getSimpleName() + "." + method + " did not run to its end", e);
        }
    }
}
