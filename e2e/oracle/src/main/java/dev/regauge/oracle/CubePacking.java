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

/**
 * Which gangs to start, each on equal hosts that are only counted or in cubes of 16 hosts, so that the sum of their worths is greatest. In a cube a gang
 * takes one of the places that its part may have, all of whose hosts have to be free and are nobody else's; or it takes whole cubes, any of them.
 * Solved to the optimum.
 */
public final class CubePacking {
    private static final int HOSTS_PER_CUBE = 16;
    private static final int WHOLE = (1 << HOSTS_PER_CUBE) - 1;
    /** Worths are rounded to this part of the largest one. */
    private static final double PRECISION = 1e-7;

    /**
     * @param hosts 0 = it cannot run on hosts
     * @param part which of the parts of a cube, -1 = none
     * @param cubes whole ones, 0 = none
     */
    public record Gang(int hosts, double worthOnHosts, int part, int cubes, double worthInCubes) {}

    /** Where a gang runs. */
    public enum At {
        NOWHERE,
        HOSTS,
        CUBES
    }

    private CubePacking() {}

    /**
     * @param freeHosts of those that are counted
     * @param cubes free hosts of each, as bits
     * @param places of each part, as sets of bits
     */
    public static List<At> best(List<Gang> gangs, int freeHosts, int[] cubes, int[][] places) {
        Solvers.load();
        CpModel model = new CpModel();
        double largest = gangs.stream()
                .mapToDouble(g -> Math.max(g.worthOnHosts(), g.worthInCubes()))
                .max()
                .orElse(1);
        LinearExprBuilder worth = LinearExpr.newBuilder();
        LinearExprBuilder hosts = LinearExpr.newBuilder();
        LinearExprBuilder wanted = LinearExpr.newBuilder();
        LinearExprBuilder[] parts = new LinearExprBuilder[places.length];
        Arrays.setAll(parts, _ -> LinearExpr.newBuilder());
        @Nullable BoolVar[][] runs = new BoolVar[gangs.size()][2];
        for (int g = 0; g < gangs.size(); g++) {
            Gang gang = gangs.get(g);
            List<Literal> either = new ArrayList<>();
            if (gang.hosts() > 0) {
                BoolVar here = model.newBoolVar(g + " on hosts");
                runs[g][0] = here;
                either.add(here);
                hosts.addTerm(here, gang.hosts());
                worth.addTerm(here, Math.round(gang.worthOnHosts() / largest / PRECISION));
            }
            if (gang.part() >= 0 || gang.cubes() > 0) {
                BoolVar here = model.newBoolVar(g + " in cubes");
                runs[g][1] = here;
                either.add(here);
                if (gang.cubes() > 0) {
                    wanted.addTerm(here, gang.cubes());
                } else {
                    parts[gang.part()].addTerm(here, 1);
                }
                worth.addTerm(here, Math.round(gang.worthInCubes() / largest / PRECISION));
            }
            model.addAtMostOne(either);
        }
        model.addLessOrEqual(hosts, freeHosts);
        carve(model, cubes, places, parts, wanted);
        model.maximize(worth);
        CpSolver solver = new CpSolver();
        solver.getParameters().setNumWorkers(1).setRandomSeed(1);
        CpSolverStatus status = solver.solve(model);
        if (status != CpSolverStatus.OPTIMAL) {
            throw new IllegalStateException("packing " + gangs.size() + " gangs ended " + status);
        }
        return Arrays.stream(runs).map(run -> at(run, solver)).toList();
    }

    /** As many places are taken as gangs want, and no host twice. */
    private static void carve(
            CpModel model, int[] cubes, int[][] places, LinearExprBuilder[] parts, LinearExprBuilder wanted) {
        LinearExprBuilder whole = LinearExpr.newBuilder();
        LinearExprBuilder[] carved = new LinearExprBuilder[places.length];
        Arrays.setAll(carved, _ -> LinearExpr.newBuilder());
        for (int c = 0; c < cubes.length; c++) {
            List<List<Literal>> onHost = new ArrayList<>();
            for (int h = 0; h < HOSTS_PER_CUBE; h++) {
                onHost.add(new ArrayList<>());
            }
            if (cubes[c] == WHOLE) {
                BoolVar taken = model.newBoolVar("cube " + c);
                whole.addTerm(taken, 1);
                onHost.forEach(literals -> literals.add(taken));
            }
            for (int part = 0; part < places.length; part++) {
                for (int place : places[part]) {
                    if ((place & cubes[c]) == place) {
                        BoolVar taken = model.newBoolVar(part + " in cube " + c);
                        carved[part].addTerm(taken, 1);
                        for (int h = 0; h < HOSTS_PER_CUBE; h++) {
                            if ((place >> h & 1) == 1) {
                                onHost.get(h).add(taken);
                            }
                        }
                    }
                }
            }
            onHost.forEach(model::addAtMostOne);
        }
        model.addEquality(whole, wanted);
        for (int part = 0; part < places.length; part++) {
            model.addEquality(carved[part], parts[part]);
        }
    }

    private static At at(@Nullable BoolVar[] run, CpSolver solver) {
        BoolVar onHosts = run[0];
        BoolVar inCubes = run[1];
        if (onHosts != null && solver.booleanValue(onHosts)) {
            return At.HOSTS;
        }
        return inCubes != null && solver.booleanValue(inCubes) ? At.CUBES : At.NOWHERE;
    }
}
