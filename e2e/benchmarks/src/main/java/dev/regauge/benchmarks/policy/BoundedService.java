package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.Arrays;

/**
 * Shortest remaining service first, bounded so that nobody starves; the schedule that the engine's order inside a queue is measured against.
 *
 * <p>The smallest jobs, those that together bring {@link #SMALL_SHARE_OF_WORK} of all work seen so far, go first by remaining service: they are most of the
 * jobs and cost the others little. The large ones have deadlines and go in {@link BackwardOrder}: as short ones first as the deadlines allow. A deadline
 * is the submission plus {@link #PATIENCE} times what a plain queue (EASY on the same arrivals and estimates, run beside) does to its worst job, so nothing
 * is tuned to a cluster. The oldest job that would miss even {@link #LAST_RESORT} times that goes before all others.
 *
 * <p>Where that order leaves chips idle, one gang that it passes over may go first instead if the whole set of running jobs is worth more that way, worth
 * being chips by a falling power of the service left ({@link #VALUE}): a wide gang that never finds enough chips beside small jobs gets them when they are few.
 *
 * <p>Between pools a job goes where its speed relative to its own best is highest compared with what the others have there, and stays where it runs.
 */
final class BoundedService extends Ranking {
    private static final double SMALL_SHARE_OF_WORK = 0.3;
    private static final double PATIENCE = 0.9;
    private static final double LAST_RESORT = 1.25;
    /** Before the plain queue has shown anything, nobody is pressed within a day. */
    private static final double SHORTEST_PATIENCE_SECONDS = 24 * 3600;
    /** Part of the capacity on which large jobs count: gangs do not fit together, and small ones take their share. */
    private static final double EFFICIENCY = 0.85;

    private static final double VALUE = -0.3;
    /** How much more a gang is worth that its deadline presses. */
    private static final double PRESSED = 20;
    /** So many passed-over gangs are tried as the first one. */
    private static final int TRIED = 6;

    private static final double SMALL = -1e15;
    private static final double OVERDUE = -3e15;
    private static final double FIRST = -4e15;

    private final PlainQueue plainQueue;
    private final SmallJobs small = new SmallJobs(SMALL_SHARE_OF_WORK);
    private final BackwardOrder order = new BackwardOrder();
    private double[] key = new double[64];
    private double[] worth = new double[64];
    private double[] meanSpeed = new double[0];

    /** {@code estimate}: what the plain queue beside takes for the truth. */
    BoundedService(Trace trace, Fleet fleet, double[] estimate, double restartSeconds) {
        plainQueue = new PlainQueue(trace.lasting(estimate), fleet, estimate, restartSeconds);
    }

    @Override
    public void arrived(int job, Simulation simulation) {
        super.arrived(job, simulation);
        if (job >= key.length) {
            key = Arrays.copyOf(key, 2 * (job + 1));
            worth = Arrays.copyOf(worth, 2 * (job + 1));
        }
        small.seen(size(job, simulation));
    }

    private static double size(int job, Simulation simulation) {
        return simulation.estimated(job) / simulation.bestRate(job) * simulation.chips(job);
    }

    private static double seconds(int job, Simulation simulation) {
        return simulation.remaining(job) / simulation.bestRate(job) + simulation.overheadLeft(job);
    }

    @Override
    boolean volatileKeys() {
        return true;
    }

    @Override
    double key(int job, Simulation simulation) {
        return key[job];
    }

    @Override
    void prepare(Simulation simulation) {
        meanSpeed = simulation.pools() > 1 ? meanSpeeds(simulation) : meanSpeed;
        plainQueue.runUntil(simulation.now());
        if (allFit(simulation)) {
            for (int i = 0; i < active(); i++) {
                key[active(i)] = 0;
            }
            return;
        }
        double bound = plainQueue.worst();
        rankBy(Math.max(SHORTEST_PATIENCE_SECONDS, PATIENCE * bound), simulation);
        int overdue = overdue(Math.max(SHORTEST_PATIENCE_SECONDS, LAST_RESORT * bound), simulation);
        int first = FullerSet.first(sortedByKey(), worth, TRIED, this, simulation);
        if (first >= 0) {
            key[first] = FIRST;
        }
        if (overdue >= 0) {
            key[overdue] = OVERDUE;
        }
    }

    private boolean allFit(Simulation simulation) {
        int chips = 0;
        for (int i = 0; i < active(); i++) {
            chips += simulation.chips(active(i));
        }
        return simulation.pools() == 1 && chips <= simulation.capacity();
    }

    private void rankBy(double patience, Simulation simulation) {
        order.clear();
        double capacity = simulation.capacity() * EFFICIENCY;
        for (int i = 0; i < active(); i++) {
            int job = active(i);
            double seconds = seconds(job, simulation);
            double service = seconds * simulation.chips(job);
            worth[job] = simulation.chips(job) * Math.pow(service, VALUE);
            if (size(job, simulation) <= small.upTo()) {
                key[job] = SMALL + service;
            } else {
                // two gangs of more than half of the fleet never run side by side, so each takes all of it
                boolean alone = 2 * simulation.chips(job) > simulation.capacity();
                double length = alone ? seconds / EFFICIENCY : service / capacity;
                double deadline = simulation.submitted(job) + patience - simulation.now() - seconds + length;
                order.add(job, length, deadline, service);
            }
        }
        order.place();
        for (int i = 0; i < order.size(); i++) {
            key[order.job(i)] = order.position(i);
            worth[order.job(i)] *= order.pressed(i) ? PRESSED : 1;
        }
    }

    private int overdue(double patience, Simulation simulation) {
        int oldest = -1;
        for (int i = 0; i < active(); i++) {
            int job = active(i);
            boolean late = simulation.submitted(job) + patience - simulation.now() - seconds(job, simulation) <= 0;
            // jobs are numbered by submission
            oldest = late && (oldest < 0 || job < oldest) ? job : oldest;
        }
        return oldest;
    }

    private int[] sortedByKey() {
        Integer[] jobs = new Integer[active()];
        for (int i = 0; i < jobs.length; i++) {
            jobs[i] = active(i);
        }
        Arrays.sort(jobs, (a, b) -> key[a] == key[b] ? Integer.compare(a, b) : Double.compare(key[a], key[b]));
        return Arrays.stream(jobs).mapToInt(Integer::intValue).toArray();
    }

    private double[] meanSpeeds(Simulation simulation) {
        double[] mean = new double[simulation.pools()];
        for (int p = 0; p < mean.length; p++) {
            double sum = 0;
            for (int i = 0; i < active(); i++) {
                sum += simulation.rate(active(i), p) / simulation.bestRate(active(i));
            }
            mean[p] = Math.max(1e-9, sum / Math.max(1, active()));
        }
        return mean;
    }

    @Override
    int choose(int job, int[] rooms, Simulation simulation) {
        if (rooms.length == 1) {
            return super.choose(job, rooms, simulation);
        }
        int chips = simulation.chips(job);
        int now = simulation.pool(job);
        if (now >= 0 && rooms[now] >= chips) {
            return now;
        }
        int best = -1;
        double bestScore = 0;
        for (int p = 0; p < rooms.length; p++) {
            double score = simulation.rate(job, p) / simulation.bestRate(job) / meanSpeed[p];
            if (simulation.rate(job, p) > 0 && rooms[p] >= chips && score > bestScore) {
                best = p;
                bestScore = score;
            }
        }
        return best;
    }
}
