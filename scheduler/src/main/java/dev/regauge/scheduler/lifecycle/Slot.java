package dev.regauge.scheduler.lifecycle;

/** A member's host and the pod on it, named by the epoch that created it and an index. Its place in the list of members is its rank. */
public record Slot(String node, long podEpoch, int podIndex) {
    public String podName(String job) {
        return job + "-" + podEpoch + "-" + podIndex;
    }
}
