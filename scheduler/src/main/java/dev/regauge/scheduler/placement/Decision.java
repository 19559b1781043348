package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the operator is to carry out. Carrying one out comes back as events; a failure to do so, too. */
public sealed interface Decision {
    JobRef job();

    /** Create the attempt of {@code epoch} on these hosts. The engine counts their chips as taken from now on. */
    record Place(JobRef job, Epoch epoch, String variant, String pool, List<String> hostsInRankOrder, List<Reason> why)
            implements Decision {
        public Place {
            hostsInRankOrder = List.copyOf(hostsInRankOrder);
            why = List.copyOf(why);
        }
    }

    /**
     * The job cannot start yet.
     *
     * @param position 1 = next in its queue
     * @param expectedStart a bound where the engine can give one
     */
    record Wait(JobRef job, List<Reason> reasons, int position, Optional<Window> expectedStart) implements Decision {
        public Wait {
            reasons = List.copyOf(reasons);
        }
    }

    /** End the attempt of {@code epoch}, saving first where there is time; its chips are wanted elsewhere. */
    record Release(JobRef job, Epoch epoch, Reason reason) implements Decision {}

    /** Between two instants. */
    record Window(Instant earliest, Instant latest) {}
}
