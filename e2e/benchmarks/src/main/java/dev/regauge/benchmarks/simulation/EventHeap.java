package dev.regauge.benchmarks.simulation;

import java.util.Arrays;

/** Ends of runs by time, then job; an end whose run was preempted has an old version and is skipped by the reader. */
final class EventHeap {
    private double[] time = new double[64];
    private int[] job = new int[64];
    private int[] version = new int[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    double time() {
        return time[0];
    }

    int job() {
        return job[0];
    }

    int version() {
        return version[0];
    }

    void add(double at, int ofJob, int ofVersion) {
        if (size == time.length) {
            time = Arrays.copyOf(time, 2 * size);
            job = Arrays.copyOf(job, 2 * size);
            version = Arrays.copyOf(version, 2 * size);
        }
        int i = size++;
        while (i > 0 && before(at, ofJob, (i - 1) / 2)) {
            move((i - 1) / 2, i);
            i = (i - 1) / 2;
        }
        set(i, at, ofJob, ofVersion);
    }

    void remove() {
        size--;
        double at = time[size];
        int ofJob = job[size];
        int ofVersion = version[size];
        int i = 0;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && before(time[child + 1], job[child + 1], child)) {
                child++;
            }
            if (before(at, ofJob, child)) {
                break;
            }
            move(child, i);
            i = child;
        }
        set(i, at, ofJob, ofVersion);
    }

    private boolean before(double at, int ofJob, int other) {
        return at < time[other] || (at == time[other] && ofJob < job[other]);
    }

    private void move(int from, int to) {
        set(to, time[from], job[from], version[from]);
    }

    private void set(int i, double at, int ofJob, int ofVersion) {
        time[i] = at;
        job[i] = ofJob;
        version[i] = ofVersion;
    }
}
