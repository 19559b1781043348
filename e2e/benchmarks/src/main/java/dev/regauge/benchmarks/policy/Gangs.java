package dev.regauge.benchmarks.policy;

/**
 * Gangs that want chips of one of several pools. Places are the pools and, after the last one, {@link #out}: that of who does not run.
 *
 * @param value by job and pool; not above 0 = the job may not run there
 * @param chips by job
 * @param room chips by pool
 */
record Gangs(double[][] value, int[] chips, int[] room) {
    int jobs() {
        return chips.length;
    }

    int out() {
        return room.length;
    }

    boolean may(int job, int place) {
        return place == out() || (value[job][place] > 0 && chips[job] <= room[place]);
    }

    double value(int job, int place) {
        return place == out() ? 0 : value[job][place];
    }
}
