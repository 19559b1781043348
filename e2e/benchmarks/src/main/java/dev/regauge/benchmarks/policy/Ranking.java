package dev.regauge.benchmarks.policy;

import dev.regauge.benchmarks.simulation.Policy;
import dev.regauge.benchmarks.simulation.Simulation;
import java.util.Arrays;

/**
 * A preemptive policy that ranks all jobs and runs those that fit, the first first. Subclasses say who comes first; a gang that does not fit is passed
 * over, and can be since the head always fits.
 */
abstract class Ranking implements Policy {
    private int[] active = new int[64];
    private int size;
    private double[] key = new double[0];
    private boolean[] fresh = new boolean[0];
    private int[] target = new int[0];
    private int[] room = new int[0];

    /** Smaller goes first; equal keys go by submission. Constant while a job waits. */
    abstract double key(int job, Simulation simulation);

    final int active() {
        return size;
    }

    final int active(int at) {
        return active[at];
    }

    @Override
    public void arrived(int job, Simulation simulation) {
        if (size == active.length) {
            active = Arrays.copyOf(active, 2 * size);
        }
        if (job >= key.length) {
            int length = Math.max(64, 2 * (job + 1));
            key = Arrays.copyOf(key, length);
            fresh = Arrays.copyOf(fresh, length);
            target = Arrays.copyOf(target, length);
        }
        fresh[job] = true;
        active[size++] = job;
    }

    @Override
    public void finished(int job, Simulation simulation) {
        int at = 0;
        while (active[at] != job) {
            at++;
        }
        System.arraycopy(active, at + 1, active, at, size - at - 1);
        size--;
    }

    @Override
    public void decide(Simulation simulation) {
        rank(simulation);
        room = room.length == simulation.pools() ? room : new int[simulation.pools()];
        int left = 0;
        for (int p = 0; p < room.length; p++) {
            room[p] = simulation.capacity(p);
            left += room[p];
        }
        for (int i = 0; i < size; i++) {
            int job = active[i];
            target[job] = left == 0 ? -1 : choose(job, room, simulation);
            if (target[job] >= 0) {
                room[target[job]] -= simulation.chips(job);
                left -= simulation.chips(job);
            }
        }
        for (int i = 0; i < size; i++) {
            int job = active[i];
            if (simulation.running(job) && simulation.pool(job) != target[job]) {
                simulation.preempt(job);
            }
        }
        for (int i = 0; i < size; i++) {
            int job = active[i];
            if (target[job] >= 0 && !simulation.running(job)) {
                simulation.start(job, target[job]);
            }
        }
    }

    /** Insertion sort: between two events few jobs change their place. */
    private void rank(Simulation simulation) {
        for (int i = 0; i < size; i++) {
            int job = active[i];
            if (fresh[job] || simulation.running(job)) {
                key[job] = key(job, simulation);
                fresh[job] = false;
            }
        }
        for (int i = 1; i < size; i++) {
            int job = active[i];
            int at = i;
            while (at > 0 && before(job, active[at - 1])) {
                active[at] = active[at - 1];
                at--;
            }
            active[at] = job;
        }
    }

    private boolean before(int a, int b) {
        return key[a] < key[b] || (key[a] == key[b] && a < b);
    }

    /** A pool with room for the job, or -1: where it runs already, else where it is fastest. */
    int choose(int job, int[] rooms, Simulation simulation) {
        int chips = simulation.chips(job);
        int now = simulation.pool(job);
        if (now >= 0 && rooms[now] >= chips) {
            return now;
        }
        int best = -1;
        for (int p = 0; p < rooms.length; p++) {
            double rate = simulation.rate(job, p);
            if (rate > 0 && rooms[p] >= chips && (best < 0 || rate > simulation.rate(job, best))) {
                best = p;
            }
        }
        return best;
    }
}
