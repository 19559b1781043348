package dev.regauge.benchmarks.simulation;

import dev.regauge.benchmarks.trace.Fleet;
import dev.regauge.benchmarks.trace.Trace;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a trace under a policy. Gangs are rigid; a start after a preemption, and a move, costs {@code restartSeconds} in which no work is done. Time
 * goes from event to event, so the same input gives the same output to the last bit.
 */
public final class Simulation {
    /** Work below this many seconds is none: sums of doubles do not meet exactly. */
    private static final double EPSILON = 1e-6;

    private static final int NOWHERE = -1;

    private final Trace trace;
    private final Fleet fleet;
    private final Policy policy;
    private final double[] estimate;
    private final double restartSeconds;
    private final @Nullable List<Segment> segments;

    private final EventHeap ends = new EventHeap();
    private final int[] free;
    private final int[] pool;
    private final int[] version;
    private final int[] starts;
    private final double[] done;
    private final double[] overhead;
    private final double[] since;
    private final double[] finish;
    private final double[] firstStart;
    private final double[] activeIntegralAtArrival;
    private final double[] meanActive;
    private double now;
    private double wakeAt = Double.POSITIVE_INFINITY;
    private int arrivals;
    private int finishes;
    private int waiting;
    private long events;
    private double activeIntegral;
    private double idleWhileWaiting;
    private double heldDollars;
    private double heldChipSeconds;

    public Simulation(
            Trace trace,
            Fleet fleet,
            Policy policy,
            double[] estimate,
            double restartSeconds,
            @Nullable List<Segment> segments) {
        int jobs = trace.size();
        this.trace = trace;
        this.fleet = fleet;
        this.policy = policy;
        this.estimate = estimate;
        this.restartSeconds = restartSeconds;
        this.segments = segments;
        free = fleet.pools().stream().mapToInt(Fleet.Pool::chips).toArray();
        pool = new int[jobs];
        Arrays.fill(pool, NOWHERE);
        version = new int[jobs];
        starts = new int[jobs];
        done = new double[jobs];
        overhead = new double[jobs];
        since = new double[jobs];
        finish = new double[jobs];
        firstStart = new double[jobs];
        activeIntegralAtArrival = new double[jobs];
        meanActive = new double[jobs];
        now = jobs == 0 ? 0 : trace.submit()[0];
    }

    public Outcome run() {
        for (double next = nextTime(); next < Double.POSITIVE_INFINITY; next = nextTime()) {
            advance(next);
            policy.decide(this);
        }
        if (finishes < trace.size()) {
            throw new IllegalStateException(policy.getClass().getSimpleName() + " left " + (trace.size() - finishes)
                    + " jobs waiting for ever at " + now);
        }
        return new Outcome(
                trace,
                fleet,
                finish,
                firstStart,
                starts,
                meanActive,
                idleWhileWaiting,
                heldChipSeconds,
                heldDollars,
                events,
                restartSeconds);
    }

    /** Infinite when all is done, or nothing can happen any more. */
    private double nextTime() {
        if (finishes == trace.size()) {
            return Double.POSITIVE_INFINITY;
        }
        while (!ends.isEmpty() && version[ends.job()] != ends.version()) {
            ends.remove();
        }
        double next = Math.min(ends.isEmpty() ? Double.POSITIVE_INFINITY : ends.time(), wakeAt);
        return arrivals < trace.size() ? Math.min(next, trace.submit()[arrivals]) : next;
    }

    private void advance(double to) {
        double dt = to - now;
        int active = arrivals - finishes;
        activeIntegral += dt * active;
        int idle = 0;
        for (int f : free) {
            idle += f;
        }
        if (waiting > 0) {
            idleWhileWaiting += dt * idle;
        }
        now = to;
        wakeAt = Double.POSITIVE_INFINITY;
        while (!ends.isEmpty() && ends.time() <= now) {
            int job = ends.job();
            boolean real = version[job] == ends.version();
            ends.remove();
            if (real) {
                finish(job);
            }
        }
        while (arrivals < trace.size() && trace.submit()[arrivals] <= now) {
            int job = arrivals++;
            activeIntegralAtArrival[job] = activeIntegral;
            waiting++;
            events++;
            policy.arrived(job, this);
        }
    }

    private void finish(int job) {
        leave(job);
        waiting--;
        done[job] = trace.duration()[job];
        finish[job] = now;
        double jct = now - trace.submit()[job];
        meanActive[job] = jct > 0 ? (activeIntegral - activeIntegralAtArrival[job]) / jct : 1;
        finishes++;
        events++;
        policy.finished(job, this);
    }

    public void start(int job, int inPool) {
        if (pool[job] != NOWHERE || free[inPool] < trace.chips()[job] || rate(job, inPool) <= 0) {
            throw new IllegalStateException(
                    "job " + job + " cannot start in pool " + inPool + " with " + free[inPool] + " free chips");
        }
        overhead[job] = starts[job] == 0 ? 0 : restartSeconds;
        firstStart[job] = starts[job] == 0 ? now : firstStart[job];
        starts[job]++;
        pool[job] = inPool;
        since[job] = now;
        free[inPool] -= trace.chips()[job];
        waiting--;
        events++;
        double end = now + overhead[job] + (trace.duration()[job] - done[job]) / rate(job, inPool);
        ends.add(Math.max(end, now + EPSILON), job, ++version[job]);
    }

    public void preempt(int job) {
        done[job] = Math.min(workDone(job), trace.duration()[job] - EPSILON);
        version[job]++;
        events++;
        leave(job);
    }

    private void leave(int job) {
        int from = pool[job];
        double held = (now - since[job]) * trace.chips()[job];
        heldChipSeconds += held;
        heldDollars += held * fleet.pools().get(from).usdPerChipHour() / 3600;
        if (segments != null && now > since[job]) {
            segments.add(new Segment(job, since[job], now, from));
        }
        free[from] += trace.chips()[job];
        pool[job] = NOWHERE;
        waiting++;
    }

    private double workDone(int job) {
        return pool[job] == NOWHERE
                ? done[job]
                : done[job] + Math.max(0, now - since[job] - overhead[job]) * rate(job, pool[job]);
    }

    // what a policy may know

    public double now() {
        return now;
    }

    public int pools() {
        return free.length;
    }

    public int free(int ofPool) {
        return free[ofPool];
    }

    public int capacity(int ofPool) {
        return fleet.pools().get(ofPool).chips();
    }

    public int capacity() {
        return fleet.chips();
    }

    public double usdPerChipHour(int ofPool) {
        return fleet.pools().get(ofPool).usdPerChipHour();
    }

    public int chips(int job) {
        return trace.chips()[job];
    }

    public double submitted(int job) {
        return trace.submit()[job];
    }

    public double rate(int job, int inPool) {
        return trace.rate()[job][inPool];
    }

    public double bestRate(int job) {
        return trace.bestRate(job);
    }

    public boolean running(int job) {
        return pool[job] != NOWHERE;
    }

    /** Where the job runs; -1 = it waits. */
    public int pool(int job) {
        return pool[job];
    }

    public boolean everStarted(int job) {
        return starts[job] > 0;
    }

    public int restarts(int job) {
        return Math.max(0, starts[job] - 1);
    }

    public double restartSeconds() {
        return restartSeconds;
    }

    /** Seconds at rate 1 that the job is believed to last in all; an estimate that proved too short is doubled until it is not. */
    public double estimated(int job) {
        double believed = estimate[job];
        double work = workDone(job);
        while (believed <= work) {
            believed *= 2;
        }
        return believed;
    }

    /** Seconds at rate 1 that are believed to be left. */
    public double remaining(int job) {
        return estimated(job) - workDone(job);
    }

    /** Seconds at rate 1 done so far. */
    public double attained(int job) {
        return workDone(job);
    }

    /** Seconds until the job is believed to end where it runs. */
    public double untilEnd(int job) {
        return Math.max(0, overhead[job] - (now - since[job])) + remaining(job) / rate(job, pool[job]);
    }

    /** Seconds of restart that a job still pays before it works; those of a waiting job when it would start now. */
    public double overheadLeft(int job) {
        if (pool[job] == NOWHERE) {
            return starts[job] == 0 ? 0 : restartSeconds;
        }
        return Math.max(0, overhead[job] - (now - since[job]));
    }

    /** Ask to decide again at that time though nothing happens. */
    public void wakeAt(double time) {
        wakeAt = Math.min(wakeAt, Math.max(time, now + EPSILON));
    }
}
