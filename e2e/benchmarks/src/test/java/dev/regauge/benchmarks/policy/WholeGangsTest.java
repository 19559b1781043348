package dev.regauge.benchmarks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.regauge.oracle.GangChoice;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** Sia's choice of gangs against the optimum that CP-SAT proves. */
class WholeGangsTest {
    private static final double ROUNDING = 1e-9;

    /** In ten-millionths of the largest value, as CP-SAT takes them, so that both solve the very same problem. */
    private static void round(double[][] value) {
        double largest =
                Arrays.stream(value).flatMapToDouble(Arrays::stream).max().orElseThrow();
        for (double[] ofJob : value) {
            Arrays.setAll(ofJob, p -> Math.max(0, Math.rint(ofJob[p] / largest * 1e7) / 1e7));
        }
    }

    /** Fails where the choice cannot be. */
    private static double worth(int[] pool, double[][] value, int[] chips, int[] room) {
        int[] used = new int[room.length];
        double sum = 0;
        for (int j = 0; j < pool.length; j++) {
            if (pool[j] >= 0) {
                assertThat(value[j][pool[j]]).isPositive();
                used[pool[j]] += chips[j];
                sum += value[j][pool[j]];
            }
        }
        for (int p = 0; p < room.length; p++) {
            assertThat(used[p]).isLessThanOrEqualTo(room[p]);
        }
        return sum;
    }

    private static void isTheBest(double[][] value, int[] chips, int[] room) {
        round(value);
        assertThat(worth(WholeGangs.best(value, chips, room), value, chips, room))
                .as("chips %s in %s", Arrays.toString(chips), Arrays.toString(room))
                .isCloseTo(worth(GangChoice.best(value, chips, room), value, chips, room), within(ROUNDING));
    }

    private static double[][] values(int jobs, int pools, DoubleSupplier one) {
        double[][] value = new double[jobs][pools];
        for (double[] ofJob : value) {
            Arrays.setAll(ofJob, _ -> one.getAsDouble());
        }
        return value;
    }

    @Test
    void itIsTheBestOfAnyFewGangsInUpToFourPools() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 400; i++) {
            int pools = 1 + random.nextInt(4);
            int jobs = 1 + random.nextInt(14);
            int[] room = random.ints(pools, 0, 13).toArray();
            int[] chips = random.ints(jobs, 1, 9).toArray();
            // a third may not run there; few different values in every second case, so that many are equal
            int steps = random.nextBoolean() ? 3 : 1_000_000;
            double[][] value = values(jobs, pools, () -> Math.max(0, random.nextInt(-steps / 2, steps + 1)));
            value[0][0] = steps;
            isTheBest(value, chips, room);
        }
    }

    /** As in the mixed fleets of docs/benchmarks.md: gangs of powers of two, mostly of one chip, some of which run or paid for restarts. */
    @Test
    void itIsTheBestOfRoundsOfTwoPools() {
        SplittableRandom random = new SplittableRandom(2);
        int[] sizes = {1, 1, 1, 1, 1, 1, 2, 2, 4, 4, 8, 8, 16, 32};
        for (int i = 0; i < 30; i++) {
            int[] room = {24, 30};
            int[] chips = random.ints(10 + random.nextInt(40), 0, sizes.length)
                    .map(s -> sizes[s])
                    .toArray();
            double[][] value = new double[chips.length][2];
            for (double[] ofJob : value) {
                double rate = Math.pow(2, random.nextDouble(-1.3, 0.6));
                double factor = random.nextInt(4) == 0 ? random.nextDouble(0.5, 1) : 1;
                int runs = random.nextInt(6);
                for (int p = 0; p < 2; p++) {
                    double goodput = (p == 0 ? 1 : rate) / Math.min(1, rate);
                    ofJob[p] = runs == p
                            ? 1.1 - Math.pow(goodput, -0.5) + 0.01
                            : Math.max(0, 1.1 - Math.pow(factor * goodput, -0.5));
                }
            }
            isTheBest(value, chips, room);
        }
    }

    @Test
    void ofEqualGangsTheFirstRuns() {
        double[][] value = {{0.5}, {0.5}, {0.5}, {0.5}};
        assertThat(WholeGangs.best(value, new int[] {2, 2, 2, 2}, new int[] {4}))
                .containsExactly(0, 0, -1, -1);
        assertThat(WholeGangs.best(value, new int[] {2, 2, 2, 2}, new int[] {5}))
                .containsExactly(0, 0, -1, -1);
    }
}
