package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Simulation;
import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;

/** What a plain queue (EASY) would do to its worst job, by a run of it beside, on what is believed of the jobs that have come so far. */
final class PlainQueue {
    private final Backfill policy = new Backfill(Backfill.Kind.EASY);
    private final Simulation simulation;
    private double foreseen;

    PlainQueue(Trace believed, Fleet fleet, double[] estimate, double restartSeconds) {
        simulation = new Simulation(believed, fleet, policy, estimate, restartSeconds, null);
    }

    void runUntil(double time) {
        simulation.runUntil(time);
    }

    /** The longest completion time so far, or foreseen for a job that is there. Never falls. */
    double worst() {
        foreseen = Math.max(foreseen, policy.foreseenWorst(simulation));
        return Math.max(foreseen, simulation.worstJct());
    }
}
