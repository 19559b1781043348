package dev.regauge.oracle;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.CumulativeConstraint;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.IntervalVar;
import com.google.ortools.sat.LinearExpr;
import java.util.Arrays;

/** The least sum of completion times of gangs that are all there at the start and run without a break, on one pool. Solved to the optimum. */
public final class LeastCompletion {
    private LeastCompletion() {}

    /** {@code seconds} in whole seconds, {@code chips} at most {@code capacity}. */
    public static long sum(long[] seconds, int[] chips, int capacity) {
        Solvers.load();
        long horizon = Arrays.stream(seconds).sum();
        CpModel model = new CpModel();
        CumulativeConstraint fits = model.addCumulative(capacity);
        IntVar[] ends = new IntVar[seconds.length];
        for (int j = 0; j < seconds.length; j++) {
            IntVar start = model.newIntVar(0, horizon, "start" + j);
            ends[j] = model.newIntVar(0, horizon, "end" + j);
            IntervalVar run = model.newIntervalVar(start, LinearExpr.constant(seconds[j]), ends[j], "run" + j);
            fits.addDemand(run, chips[j]);
        }
        model.minimize(LinearExpr.sum(ends));
        CpSolver solver = new CpSolver();
        solver.getParameters().setNumWorkers(1).setRandomSeed(1);
        CpSolverStatus status = solver.solve(model);
        if (status != CpSolverStatus.OPTIMAL) {
            throw new IllegalStateException("scheduling " + seconds.length + " gangs ended " + status);
        }
        return Math.round(solver.objectiveValue());
    }
}
