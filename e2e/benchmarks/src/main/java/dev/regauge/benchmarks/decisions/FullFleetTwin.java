package dev.regauge.benchmarks.decisions;

import dev.regauge.scheduler.placement.Decision;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The JMH twin of {@link FullFleet}: ends and arrivals in turn. What is timed includes making the event and noting the answer. */
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FullFleetTwin {
    private final FullFleet fleet = new FullFleet(_ -> {});

    @Setup(Level.Trial)
    public void fill() {
        fleet.fill();
    }

    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @Warmup(iterations = 2, time = 10)
    @Measurement(iterations = 3, time = 10)
    public List<Decision> decision() {
        return fleet.turn().decisions();
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public List<Decision> rebuild() {
        return fleet.rebuild().decisions();
    }
}
