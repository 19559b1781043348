package dev.regauge.scheduler.placement.queue;

/** Names a {@link Line}. */
public record LineKey(String queue, int band) implements Comparable<LineKey> {
    @Override
    public int compareTo(LineKey other) {
        int byQueue = queue.compareTo(other.queue);
        return byQueue != 0 ? byQueue : Integer.compare(other.band, band);
    }
}
