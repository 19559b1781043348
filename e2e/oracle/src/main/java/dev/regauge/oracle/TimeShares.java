package dev.regauge.oracle;

import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import org.jspecify.annotations.Nullable;

/**
 * Gavel's max-min fair shares of time (Narayanan et al., OSDI 2020, §4.1) as linear programs: first the greatest least (throughput over that of an equal
 * share of every pool, times chips), then, with that least kept, the greatest sum, so that what is over is used.
 */
public final class TimeShares {
    /** Part of the optimum that the second program may give up: solvers are exact to about this. */
    private static final double SLACK = 1e-6;

    private final double[][] gain;
    private final int[] chips;
    private final int[] room;

    private TimeShares(double[][] gain, int[] chips, int[] room) {
        this.gain = gain;
        this.chips = chips;
        this.room = room;
    }

    /**
     * @param rate by job and pool; 0 = the job cannot run there
     * @param chips by job
     * @param room chips by pool
     * @return by job and pool the part of the time
     */
    public static double[][] fair(double[][] rate, int[] chips, int[] room) {
        double all = 0;
        for (int r : room) {
            all += r;
        }
        double[][] gain = new double[rate.length][room.length];
        for (int j = 0; j < rate.length; j++) {
            double equal = 0;
            for (int p = 0; p < room.length; p++) {
                equal += rate[j][p] * room[p] / all;
            }
            for (int p = 0; p < room.length; p++) {
                gain[j][p] = rate[j][p] / equal * chips[j];
            }
        }
        TimeShares program = new TimeShares(gain, chips, room);
        double least = program.solve(null)[0][room.length];
        return program.solve(least * (1 - SLACK));
    }

    /** Rows have one more value than pools: the job's gain. With {@code least} the sum is maximized, without it the least gain, which then is in all rows. */
    private double[][] solve(@Nullable Double least) {
        Solvers.load();
        double infinity = Double.POSITIVE_INFINITY;
        MPSolver solver = MPSolver.createSolver("GLOP");
        try {
            MPVariable level = solver.makeNumVar(least == null ? 0 : least, least == null ? infinity : least, "level");
            MPVariable[][] share = new MPVariable[gain.length][room.length];
            MPConstraint[] fits = new MPConstraint[room.length];
            for (int p = 0; p < room.length; p++) {
                fits[p] = solver.makeConstraint(0, room[p]);
            }
            for (int j = 0; j < gain.length; j++) {
                MPConstraint time = solver.makeConstraint(0, 1);
                MPConstraint enough = solver.makeConstraint(0, infinity);
                enough.setCoefficient(level, -1);
                for (int p = 0; p < room.length; p++) {
                    boolean can = gain[j][p] > 0 && chips[j] <= room[p];
                    share[j][p] = solver.makeNumVar(0, can ? 1 : 0, "share");
                    time.setCoefficient(share[j][p], 1);
                    fits[p].setCoefficient(share[j][p], chips[j]);
                    enough.setCoefficient(share[j][p], gain[j][p]);
                    if (least != null) {
                        solver.objective().setCoefficient(share[j][p], gain[j][p]);
                    }
                }
            }
            if (least == null) {
                solver.objective().setCoefficient(level, 1);
            }
            solver.objective().setMaximization();
            MPSolver.ResultStatus status = solver.solve();
            if (status != MPSolver.ResultStatus.OPTIMAL) {
                throw new IllegalStateException("sharing among " + gain.length + " gangs ended " + status);
            }
            double[][] shares = new double[gain.length][room.length + 1];
            for (int j = 0; j < shares.length; j++) {
                for (int p = 0; p < room.length; p++) {
                    shares[j][p] = share[j][p].solutionValue();
                }
                shares[j][room.length] = level.solutionValue();
            }
            return shares;
        } finally {
            solver.delete();
        }
    }
}
