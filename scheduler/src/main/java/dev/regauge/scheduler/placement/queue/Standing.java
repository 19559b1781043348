package dev.regauge.scheduler.placement.queue;

import java.time.Instant;

/** Where a line stands: by band, then by what its queue uses. Equal shares go by who waits longest, so that without prices it is first come, first served. */
record Standing(int band, double share, Instant oldest, String queue) implements Comparable<Standing> {
    @Override
    public int compareTo(Standing other) {
        if (band != other.band) {
            return band > other.band ? -1 : 1;
        }
        int byShare = Double.compare(share, other.share);
        if (byShare != 0) {
            return byShare;
        }
        int byAge = oldest.compareTo(other.oldest);
        return byAge != 0 ? byAge : queue.compareTo(other.queue);
    }
}
