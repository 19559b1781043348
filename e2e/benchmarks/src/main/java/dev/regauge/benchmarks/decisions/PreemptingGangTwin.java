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

/** The JMH twin of {@link PreemptingGang}: each time a fresh fleet, so that no time comes from an engine that knows the gang. */
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx512m")
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 200)
@Measurement(iterations = 30)
public class PreemptingGangTwin {
    private Scene scene = new Scene(0, 1);

    @Setup(Level.Iteration)
    public void fill() {
        scene = PreemptingGang.full();
    }

    @Benchmark
    public List<Decision> gang() {
        return PreemptingGang.come(scene).decisions();
    }
}
