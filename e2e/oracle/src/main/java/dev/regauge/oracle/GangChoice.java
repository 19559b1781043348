package dev.regauge.oracle;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which gangs to run where so that the sum of their values is greatest: every gang whole, in one pool, no pool overfull. Solved to the optimum. */
public final class GangChoice {
    /** Values are rounded to this part of the largest one. */
    private static final double PRECISION = 1e-7;

    private GangChoice() {}

    /**
     * @param value by job and pool; not above 0 = the job may not run there
     * @param chips by job
     * @param room chips by pool
     * @return the pool by job, -1 = it does not run
     */
    public static int[] best(double[][] value, int[] chips, int[] room) {
        Solvers.load();
        double largest =
                Arrays.stream(value).flatMapToDouble(Arrays::stream).max().orElse(0);
        CpModel model = new CpModel();
        @Nullable BoolVar[][] runs = new BoolVar[value.length][room.length];
        LinearExprBuilder sum = LinearExpr.newBuilder();
        for (int j = 0; j < value.length; j++) {
            List<Literal> places = new ArrayList<>();
            for (int p = 0; p < room.length; p++) {
                if (value[j][p] > 0 && chips[j] <= room[p]) {
                    BoolVar here = model.newBoolVar(j + "@" + p);
                    runs[j][p] = here;
                    places.add(here);
                    sum.addTerm(here, Math.max(1, Math.round(value[j][p] / largest / PRECISION)));
                }
            }
            model.addAtMostOne(places);
        }
        for (int p = 0; p < room.length; p++) {
            LinearExprBuilder used = LinearExpr.newBuilder();
            for (int j = 0; j < value.length; j++) {
                BoolVar here = runs[j][p];
                if (here != null) {
                    used.addTerm(here, chips[j]);
                }
            }
            model.addLessOrEqual(used, room[p]);
        }
        model.maximize(sum);
        CpSolver solver = new CpSolver();
        // one worker and a fixed seed: the same question has the same answer
        solver.getParameters().setNumWorkers(1).setRandomSeed(1);
        CpSolverStatus status = solver.solve(model);
        if (status != CpSolverStatus.OPTIMAL) {
            throw new IllegalStateException("choosing among " + value.length + " gangs ended " + status);
        }
        int[] pool = new int[value.length];
        for (int j = 0; j < pool.length; j++) {
            pool[j] = -1;
            for (int p = 0; p < room.length; p++) {
                BoolVar here = runs[j][p];
                pool[j] = here != null && solver.booleanValue(here) ? p : pool[j];
            }
        }
        return pool;
    }
}
