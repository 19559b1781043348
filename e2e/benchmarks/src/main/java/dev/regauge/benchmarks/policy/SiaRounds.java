package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * Sia's integer program (Jayaram Subramanya et al., SOSP 2023, §3) for rigid gangs, in rounds of 60 s: of all assignments of jobs to pools that fit, the
 * one of least Σ (restart factor × goodput relative to the job's worst pool)^p + λ for each job left out, with the paper's p = −0.5 and λ = 1.1. The
 * restart factor (age − restarts × S) / (age + S) is 1 for who stays where it runs or never ran. Solved to the optimum
 * ({@link WholeGangs}).
 */
final class SiaRounds implements Policy {
    private static final double ROUND = 60;
    private static final double LEFT_OUT = 1.1;
    private static final double POWER = -0.5;
    /** The paper's charge for changing an assignment (λ_a), here a bonus for keeping one. */
    private static final double KEPT = 0.01;

    private final List<Integer> active = new ArrayList<>();
    private boolean changed;
    private double lastRound = Double.NEGATIVE_INFINITY;

    @Override
    public void arrived(int job, Simulation simulation) {
        active.add(job);
        changed = true;
    }

    @Override
    public void finished(int job, Simulation simulation) {
        active.remove((Integer) job);
        changed = true;
    }

    /**
     * Only rounds in which somebody came or went are computed, and those in which chips are free for somebody who is not worth another start yet. In
     * the others only the restart factors of waiting jobs would grow a little; who gains a place by that gets it when somebody comes or goes.
     */
    @Override
    public void decide(Simulation simulation) {
        if (!changed) {
            return;
        }
        if (simulation.now() < lastRound + ROUND) {
            simulation.wakeAt(lastRound + ROUND);
            return;
        }
        lastRound = simulation.now();
        int[] pool = program(simulation);
        for (int i = 0; i < pool.length; i++) {
            int job = active.get(i);
            if (simulation.running(job) && simulation.pool(job) != pool[i]) {
                simulation.preempt(job);
            }
        }
        for (int i = 0; i < pool.length; i++) {
            int job = active.get(i);
            if (pool[i] >= 0 && !simulation.running(job)) {
                simulation.start(job, pool[i]);
            }
        }
        changed = active.stream().anyMatch(job -> heldBack(job, simulation));
        if (changed) {
            simulation.wakeAt(lastRound + ROUND);
        }
    }

    /** Worth nothing for what its restarts cost it, though there would be room; its factor grows with its age. */
    private static boolean heldBack(int job, Simulation simulation) {
        boolean room = false;
        for (int p = 0; p < simulation.pools(); p++) {
            if (simulation.running(job) || value(job, p, simulation) > 0) {
                return false;
            }
            room |= simulation.rate(job, p) > 0 && simulation.chips(job) <= simulation.free(p);
        }
        return room;
    }

    /** What the sum falls by when the job runs there; not above 0 = it is left out. */
    private static double value(int job, int pool, Simulation simulation) {
        double worst = Double.POSITIVE_INFINITY;
        for (int p = 0; p < simulation.pools(); p++) {
            double rate = simulation.rate(job, p);
            worst = rate > 0 ? Math.min(worst, rate) : worst;
        }
        double goodput = simulation.rate(job, pool) / worst;
        if (simulation.rate(job, pool) <= 0) {
            return 0;
        }
        if (simulation.pool(job) == pool) {
            return LEFT_OUT - Math.pow(goodput, POWER) + KEPT;
        }
        double age = simulation.now() - simulation.submitted(job);
        double cost = simulation.restartSeconds();
        double factor = simulation.everStarted(job)
                ? Math.max(0, (age - simulation.restarts(job) * cost) / (age + cost + 1e-9))
                : 1;
        return LEFT_OUT - Math.pow(factor * goodput, POWER);
    }

    private int[] program(Simulation simulation) {
        double[][] value = new double[active.size()][simulation.pools()];
        int[] chips = new int[active.size()];
        int[] room = new int[simulation.pools()];
        for (int p = 0; p < room.length; p++) {
            room[p] = simulation.capacity(p);
            for (int i = 0; i < chips.length; i++) {
                chips[i] = simulation.chips(active.get(i));
                value[i][p] = value(active.get(i), p, simulation);
            }
        }
        return WholeGangs.best(value, chips, room);
    }
}
