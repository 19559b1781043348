package dev.regauge.benchmarks.policy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The order on one machine that gives the least sum of completion times among those that meet all deadlines (Smith, Naval Research Logistics Quarterly
 * 1956): from the back, the largest of those that may end so late. Where the deadlines cannot all be met, all are put off by the least time that helps.
 */
final class BackwardOrder {
    private static final double ROUNDING = 1e-6;

    private int[] job = new int[64];
    private double[] length = new double[64];
    private double[] deadline = new double[64];
    private double[] service = new double[64];
    private int[] position = new int[64];
    private int size;
    private double pressedUpTo;

    void clear() {
        size = 0;
    }

    /** {@code length} and {@code deadline} on the machine, the deadline from now; {@code service}: the larger, the later. */
    void add(int ofJob, double ofLength, double before, double ofService) {
        if (size == job.length) {
            job = Arrays.copyOf(job, 2 * size);
            length = Arrays.copyOf(length, 2 * size);
            deadline = Arrays.copyOf(deadline, 2 * size);
            service = Arrays.copyOf(service, 2 * size);
            position = Arrays.copyOf(position, 2 * size);
        }
        job[size] = ofJob;
        length[size] = ofLength;
        deadline[size] = before;
        service[size++] = ofService;
    }

    int size() {
        return size;
    }

    int job(int at) {
        return job[at];
    }

    /** 0 = goes first. */
    int position(int at) {
        return position[at];
    }

    /** Whether the job is among those that cannot all meet their deadlines. */
    boolean pressed(int at) {
        return deadline[at] <= pressedUpTo;
    }

    void place() {
        Integer[] latestFirst = new Integer[size];
        double end = 0;
        for (int i = 0; i < size; i++) {
            latestFirst[i] = i;
            end += length[i];
        }
        Arrays.sort(
                latestFirst,
                Comparator.<Integer>comparingDouble(i -> -deadline[i]).thenComparingInt(i -> job[i]));
        double putOff = Math.max(0, leastDelay(latestFirst, end));
        PriorityQueue<Integer> allowed = new PriorityQueue<>(
                Math.max(1, size),
                Comparator.<Integer>comparingDouble(i -> -service[i]).thenComparingInt(i -> -job[i]));
        int next = 0;
        for (int place = size - 1; place >= 0; place--) {
            while (next < size && deadline[latestFirst[next]] + putOff >= end - ROUNDING) {
                allowed.add(latestFirst[next++]);
            }
            int last = allowed.isEmpty() ? latestFirst[next++] : allowed.remove();
            position[last] = place;
            end -= length[last];
        }
    }

    /** By how much the worst deadline is missed when the earliest goes first; negative = by so much all are met. */
    private double leastDelay(Integer[] latestFirst, double total) {
        double end = total;
        double worst = Double.NEGATIVE_INFINITY;
        double worstDeadline = 0;
        for (int i : latestFirst) {
            if (end - deadline[i] > worst) {
                worst = end - deadline[i];
                worstDeadline = deadline[i];
            }
            end -= length[i];
        }
        pressedUpTo = worst > 0 ? worstDeadline : Double.NEGATIVE_INFINITY;
        return worst;
    }
}
