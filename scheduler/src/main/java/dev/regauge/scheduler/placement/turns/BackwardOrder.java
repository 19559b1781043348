package dev.regauge.scheduler.placement.turns;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The order on one machine that gives the least sum of completion times among those that meet all deadlines (Smith, Naval Research Logistics Quarterly
 * 1956): from the back, the largest of those that may end so late. Where the deadlines cannot all be met, all are put off by the least time that helps.
 */
final class BackwardOrder {
    private static final double ROUNDING = 1e-6;

    /** {@code seconds} on the machine; {@code deadline} from now, may have passed; {@code service}: the larger, the later. */
    record Task(Member member, double seconds, double deadline, double service) {}

    private final Task[] latestFirst;
    private final double putOff;
    private final double pressedUpTo;
    private final double total;

    BackwardOrder(List<Task> tasks) {
        latestFirst = tasks.toArray(Task[]::new);
        Arrays.sort(
                latestFirst,
                Comparator.<Task>comparingDouble(task -> -task.deadline())
                        .thenComparing(Task::member, Member.BY_SUBMISSION));
        total = tasks.stream().mapToDouble(Task::seconds).sum();
        double end = total;
        double worst = Double.NEGATIVE_INFINITY;
        double worstDeadline = 0;
        for (Task task : latestFirst) {
            if (end - task.deadline() > worst) {
                worst = end - task.deadline();
                worstDeadline = task.deadline();
            }
            end -= task.seconds();
        }
        putOff = Math.max(0, worst);
        pressedUpTo = worst > 0 ? worstDeadline : Double.NEGATIVE_INFINITY;
    }

    /** Whether the task is among those that cannot all meet their deadlines. */
    boolean pressed(Task task) {
        return task.deadline() <= pressedUpTo;
    }

    /** Who goes last first. */
    Task[] lastFirst() {
        PriorityQueue<Task> allowed = new PriorityQueue<>(Comparator.<Task>comparingDouble(task -> -task.service())
                .thenComparing(Task::member, Member.BY_SUBMISSION.reversed()));
        Task[] order = new Task[latestFirst.length];
        double end = total;
        int next = 0;
        for (int place = 0; place < order.length; place++) {
            while (next < latestFirst.length && latestFirst[next].deadline() + putOff >= end - ROUNDING) {
                allowed.add(latestFirst[next++]);
            }
            Task last = allowed.isEmpty() ? latestFirst[next++] : allowed.remove();
            order[place] = last;
            end -= last.seconds();
        }
        return order;
    }
}
