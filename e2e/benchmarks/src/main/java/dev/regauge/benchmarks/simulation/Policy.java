package dev.regauge.benchmarks.simulation;

/** Decides which jobs run. Called after all that happens at one instant has happened. */
public interface Policy {
    void arrived(int job, Simulation simulation);

    void finished(int job, Simulation simulation);

    /** Starts and preempts through the simulation, until nothing is left to do at this instant. */
    void decide(Simulation simulation);
}
