package dev.regauge.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The solvers against answers that can be counted out. */
class SolversTest {
    @Test
    void theBestChoiceOfGangsIsThatOfTryingAll() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 40; i++) {
            int jobs = 7;
            int[] room = {4, 6};
            int[] chips = random.ints(jobs, 1, 7).toArray();
            double[][] value = new double[jobs][2];
            for (double[] v : value) {
                v[0] = random.nextInt(3) == 0 ? 0 : random.nextDouble();
                v[1] = random.nextDouble();
            }
            int[] pool = GangChoice.best(value, chips, room);
            assertThat(worth(pool, value, chips, room))
                    .isCloseTo(best(0, new int[jobs], value, chips, room), within(1e-5));
        }
    }

    private static double best(int job, int[] pool, double[][] value, int[] chips, int[] room) {
        if (job == pool.length) {
            return worth(pool, value, chips, room);
        }
        double best = 0;
        for (int p = -1; p < room.length; p++) {
            pool[job] = p;
            best = Math.max(best, best(job + 1, pool, value, chips, room));
        }
        pool[job] = -1;
        return best;
    }

    /** -1 = does not fit. */
    private static double worth(int[] pool, double[][] value, int[] chips, int[] room) {
        int[] left = room.clone();
        double sum = 0;
        for (int j = 0; j < pool.length; j++) {
            if (pool[j] >= 0) {
                left[pool[j]] -= chips[j];
                sum += value[j][pool[j]];
                if (left[pool[j]] < 0 || value[j][pool[j]] <= 0) {
                    return -1;
                }
            }
        }
        return sum;
    }

    @Test
    void theLeastSumOfCompletionsPutsShortGangsSideBySide() {
        assertThat(LeastCompletion.sum(new long[] {10, 10, 100}, new int[] {2, 2, 4}, 4))
                .isEqualTo(10 + 10 + 110);
        assertThat(LeastCompletion.sum(new long[] {10, 20}, new int[] {3, 2}, 4))
                .isEqualTo(10 + 30);
    }

    @Test
    void fairSharesGiveEachItsAdvantageAndLeaveNothingUnused() {
        double[][] shares = TimeShares.fair(new double[][] {{2, 1}, {1, 2}}, new int[] {4, 4}, new int[] {4, 4});
        assertThat(shares[0][0]).isCloseTo(1, within(1e-5));
        assertThat(shares[1][1]).isCloseTo(1, within(1e-5));
        double[][] one = TimeShares.fair(new double[][] {{1}, {1}, {1}}, new int[] {1, 1, 4}, new int[] {4});
        assertThat(one[0][0])
                .as("a small one is never held back for more than it can use")
                .isCloseTo(1, within(1e-5));
        assertThat(one[2][0]).isCloseTo(0.5, within(1e-5));
    }
}
