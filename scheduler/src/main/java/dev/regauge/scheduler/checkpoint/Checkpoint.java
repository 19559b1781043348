package dev.regauge.scheduler.checkpoint;

import java.util.Comparator;

/** A checkpoint is always named by both: steps repeat after a restart, epochs do not. */
public record Checkpoint(long epoch, long step) implements Comparable<Checkpoint> {
    private static final Comparator<Checkpoint> ORDER =
            Comparator.comparingLong(Checkpoint::epoch).thenComparingLong(Checkpoint::step);

    @Override
    public int compareTo(Checkpoint other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "step " + step + " of epoch " + epoch;
    }
}
