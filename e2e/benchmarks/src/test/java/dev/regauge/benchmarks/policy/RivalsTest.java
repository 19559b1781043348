package dev.regauge.benchmarks.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gavel and Sia on mixed fleets: what their programs must choose can be counted out. */
class RivalsTest {
    private static final Fleet FLEET =
            new Fleet(List.of(new Fleet.Pool("h100", "h100", 8, 3), new Fleet.Pool("v5p", "v5p", 8, 4)));

    /** Two gangs of 8 that are there at the start; the first is twice as fast on h100, the second only a little. */
    private static double[] finish(String policy) {
        Trace trace = new Trace(
                new String[] {"a", "b"},
                new double[] {0, 0},
                new double[] {3600, 3600},
                new int[] {8, 8},
                new double[][] {{2, 1}, {1.1, 1}},
                0);
        double[] estimate = trace.duration();
        return new Simulation(trace, FLEET, Policies.named(policy, FLEET), estimate, 60, null)
                .run()
                .finish();
    }

    @Test
    void siaGivesTheFasterPoolToWhomItHelpsMost() {
        assertThat(finish("sia")[0]).isEqualTo(1800);
    }

    /** The least gain is greatest (8.0 of 8 chips) when both have each pool half of the time: 1.5 times the work rate for the first. */
    @Test
    void gavelLetsThemTakeTurnsInTheFasterPool() {
        assertThat(finish("gavel")[0]).isBetween(3600 / 1.5 - 360, 3600 / 1.5 + 2 * 360);
    }

    @Test
    void theEngineRunsAJobWhereItIsFastest() {
        assertThat(finish("regauge")[0]).isEqualTo(1800);
    }
}
