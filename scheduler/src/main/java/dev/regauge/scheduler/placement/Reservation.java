package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import java.time.Instant;

/**
 * What is kept for the job that comes first and has no room: it is expected to start at {@code start}, and nobody who starts before it in the same hosts
 * may push that back. Who is expected to have ended by then, or needs no more hosts than will be over, may start.
 *
 * @param spare hosts of the kind that will be over at {@code start}
 * @param onEstimates whether what ends in time may start; not where the holder has waited too long, since estimates can be wrong or lies
 * @param wholePool a slice has to be carved: every host of the pool may be part of it, and which ones is not known yet
 */
record Reservation(JobRef holder, Run.Kind kind, Instant start, int spare, boolean onEstimates, boolean wholePool) {
    boolean permits(Lane lane, Instant now) {
        if (wholePool) {
            return false;
        }
        return lane.hosts() <= spare || endsInTime(lane.length(), now);
    }

    private boolean endsInTime(int length, Instant now) {
        return onEstimates && !now.plus(Lane.bound(length)).isAfter(start);
    }

    /** What is left when hosts were taken by somebody who was permitted to. */
    Reservation after(int hosts, int length, Instant now) {
        return endsInTime(length, now)
                ? this
                : new Reservation(holder, kind, start, spare - hosts, onEstimates, wholePool);
    }
}
