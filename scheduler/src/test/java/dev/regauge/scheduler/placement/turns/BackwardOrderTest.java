package dev.regauge.scheduler.placement.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackwardOrderTest {
    private static Member member(int number) {
        Instant submitted = Instant.EPOCH.plusSeconds(number);
        return new Member(
                new JobRef("team", "job" + number, "uid"),
                "queue",
                0,
                0,
                submitted,
                "cpu",
                1,
                1,
                List.of(Map.of()),
                Map.of(),
                null);
    }

    /** Jobs in their order; a row is length and deadline. */
    private static List<Integer> order(double[]... rows) {
        List<BackwardOrder.Task> tasks = new ArrayList<>();
        for (int j = 0; j < rows.length; j++) {
            tasks.add(new BackwardOrder.Task(member(j), rows[j][0], rows[j][1], rows[j][0]));
        }
        List<Integer> order = new ArrayList<>();
        for (BackwardOrder.Task task : new BackwardOrder(tasks).lastFirst()) {
            order.addFirst(tasks.indexOf(task));
        }
        return order;
    }

    @Test
    void withoutPressureTheShortGoFirst() {
        assertThat(order(new double[] {5, 100}, new double[] {1, 100}, new double[] {3, 100}))
                .containsExactly(1, 2, 0);
    }

    @Test
    void aLongJobGoesOnlyAsEarlyAsItsDeadlineAsks() {
        assertThat(order(new double[] {5, 7}, new double[] {1, 100}, new double[] {2, 100}, new double[] {1, 100}))
                .as("both short ones go before it, the one of 2 can wait")
                .containsExactly(1, 3, 0, 2);
    }

    @Test
    void wherePossibleAllDeadlinesAreMetAtTheLeastSumOfEnds() {
        SplittableRandom random = new SplittableRandom(1);
        int met = 0;
        for (int i = 0; i < 200; i++) {
            double[][] rows = new double[5][];
            for (int j = 0; j < rows.length; j++) {
                rows[j] = new double[] {1 + random.nextInt(5), 4 + random.nextInt(20)};
            }
            double best = best(rows, new ArrayList<>());
            if (best < Double.POSITIVE_INFINITY) {
                met++;
                assertThat(sumOfEnds(order(rows), rows)).isEqualTo(best);
            }
        }
        assertThat(met).isGreaterThan(50);
    }

    @Test
    void whatCannotBeMetIsMissedByTheLeastTime() {
        List<Integer> order = order(new double[] {4, 3}, new double[] {4, 4}, new double[] {1, 50});
        assertThat(order).containsExactly(0, 1, 2);
    }

    @Test
    void onlyThoseThatCannotAllBeInTimeArePressed() {
        BackwardOrder.Task early = new BackwardOrder.Task(member(0), 4, 3, 4);
        BackwardOrder.Task next = new BackwardOrder.Task(member(1), 4, 4, 4);
        BackwardOrder.Task late = new BackwardOrder.Task(member(2), 1, 50, 1);
        BackwardOrder order = new BackwardOrder(List.of(late, early, next));
        assertThat(List.of(early, next)).allMatch(order::pressed);
        assertThat(order.pressed(late)).isFalse();
    }

    private static double best(double[][] rows, List<Integer> chosen) {
        if (chosen.size() == rows.length) {
            return sumOfEnds(chosen, rows);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < rows.length; j++) {
            if (!chosen.contains(j)) {
                List<Integer> longer = new ArrayList<>(chosen);
                longer.add(j);
                best = Math.min(best, best(rows, longer));
            }
        }
        return best;
    }

    /** Infinite where a deadline is missed. */
    private static double sumOfEnds(List<Integer> order, double[][] rows) {
        double end = 0;
        double sum = 0;
        for (int j : order) {
            end += rows[j][0];
            sum += end;
            if (end > rows[j][1]) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return sum;
    }
}
