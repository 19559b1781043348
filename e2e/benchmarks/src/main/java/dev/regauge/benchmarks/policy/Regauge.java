package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.Arrays;

/**
 * Ours: shortest remaining service first, bounded so that nobody starves.
 *
 * <p>The smallest jobs, those that together bring 30 % of all work seen so far, always go by remaining service: they are most of the jobs and cost the
 * others little. The large ones go by remaining service, too, until one of them could miss its bound; then the large ones that were submitted up to it
 * go first come, first served, before the other large ones. The bound of a job is its submission plus 1.1 times what plain EASY would by now have done
 * to its worst job: a shadow run of EASY on the same arrivals and estimates goes along and tells, so nothing is tuned to a cluster. "Could miss" is a
 * demand test: work of all large jobs submitted up to it, on what the small ones leave of the fleet, against the time to its bound. A job that would miss
 * even 1.5 times its bound (a wide gang that never finds enough chips free beside the small ones) goes before all others.
 *
 * <p>Between pools a job goes where its speed relative to its own best is highest compared with what the others have there, and stays where it runs.
 */
final class Regauge extends Ranking {
    private static final double SMALL_SHARE_OF_WORK = 0.3;
    private static final double PATIENCE = 1.1;
    /** Part of the large jobs' capacity that gangs which do not fit together leave unused. */
    private static final double PACKING = 0.9;
    /** A single job is pressed when this times what it still needs would reach its bound. */
    private static final double HASTE = 1.2;
    /** The oldest job that would end later than this times its patience goes even before the small ones. */
    private static final double LAST_RESORT = 1.5;
    /** Before EASY has shown anything, nobody is pressed within a day. */
    private static final double SHORTEST_PATIENCE_SECONDS = 24 * 3600;

    private static final double PRESSED = -1e15;
    private static final double SMALL = -2e15;
    private static final double OVERDUE = -3e15;

    private final Backfill shadowPolicy = new Backfill(Backfill.Kind.EASY);
    private final Simulation shadow;
    private double[] sizes = new double[64];
    private int seen;
    private int seenAtCut;
    private double smallUpTo;
    private int pressedUpTo;
    private int overdue;
    private double[] meanSpeed = new double[0];

    /** {@code estimate}: what the shadow run takes for the truth. */
    Regauge(Trace trace, Fleet fleet, double[] estimate, double restartSeconds) {
        shadow = new Simulation(trace.lasting(estimate), fleet, shadowPolicy, estimate, restartSeconds, null);
    }

    @Override
    public void arrived(int job, Simulation simulation) {
        super.arrived(job, simulation);
        if (seen == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * seen);
        }
        sizes[seen++] = size(job, simulation);
        if (seen > 1.02 * seenAtCut) {
            seenAtCut = seen;
            smallUpTo = cut();
        }
    }

    /** The size up to which jobs, from the smallest on, bring their share of the work. */
    private double cut() {
        double[] sorted = Arrays.copyOf(sizes, seen);
        Arrays.sort(sorted);
        double left = SMALL_SHARE_OF_WORK * Arrays.stream(sorted).sum();
        double upTo = 0;
        for (double s : sorted) {
            left -= s;
            if (left < 0) {
                break;
            }
            upTo = s;
        }
        return upTo;
    }

    private static double size(int job, Simulation simulation) {
        return simulation.estimated(job) / simulation.bestRate(job) * simulation.chips(job);
    }

    private boolean small(int job, Simulation simulation) {
        return size(job, simulation) <= smallUpTo;
    }

    @Override
    boolean volatileKeys() {
        return true;
    }

    @Override
    void prepare(Simulation simulation) {
        pressedUpTo = lastPressed(simulation);
        meanSpeed = simulation.pools() > 1 ? meanSpeeds(simulation) : meanSpeed;
    }

    /** The last job in order of submission that could miss its bound; -1 = none. */
    private int lastPressed(Simulation simulation) {
        shadow.runUntil(simulation.now());
        double worst = Math.max(shadow.worstJct(), simulation.now() - shadowPolicy.oldestWaiting(shadow));
        double patience = Math.max(SHORTEST_PATIENCE_SECONDS, PATIENCE * worst);
        double capacity = simulation.capacity() * (1 - SMALL_SHARE_OF_WORK) * PACKING;
        int[] large = bySubmission(simulation);
        double demand = 0;
        int last = -1;
        overdue = -1;
        for (int job : large) {
            double needs = simulation.remaining(job) / simulation.bestRate(job) + simulation.restartSeconds();
            // two gangs of more than half of the fleet never run side by side, so each takes all of it
            boolean alone = 2 * simulation.chips(job) > simulation.capacity();
            demand += needs * (alone ? simulation.capacity() : simulation.chips(job));
            double slack = simulation.submitted(job) + patience - simulation.now();
            if (overdue < 0 && needs >= slack + (LAST_RESORT - 1) * patience) {
                overdue = job;
            }
            if (demand >= capacity * slack || needs * HASTE >= slack) {
                last = job;
            }
        }
        return last;
    }

    private int[] bySubmission(Simulation simulation) {
        int[] large = new int[active()];
        int count = 0;
        for (int i = 0; i < active(); i++) {
            if (!small(active(i), simulation)) {
                large[count++] = active(i);
            }
        }
        int[] sorted = Arrays.copyOf(large, count);
        // jobs are numbered by submission
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    double key(int job, Simulation simulation) {
        double service = (simulation.remaining(job) / simulation.bestRate(job) + simulation.overheadLeft(job))
                * simulation.chips(job);
        if (pressedUpTo < 0) {
            return service;
        }
        if (job == overdue) {
            return OVERDUE;
        }
        if (small(job, simulation)) {
            return SMALL + service;
        }
        return job <= pressedUpTo ? PRESSED + job : service;
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
