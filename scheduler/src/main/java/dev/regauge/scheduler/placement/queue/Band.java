package dev.regauge.scheduler.placement.queue;

/**
 * Priorities in steps of a hundred. Inside a band priority orders the jobs of one queue and takes nothing from anybody; a job of a higher band goes
 * before all of a lower one and may have running ones of it released. So -1 means "whenever nobody else wants the chips", and 100 is for the rare job
 * that may push others out; who may say so is bounded by each queue's highest priority.
 */
public final class Band {
    public static final int WIDTH = 100;

    private Band() {}

    public static int of(int priority) {
        return Math.floorDiv(priority, WIDTH);
    }
}
