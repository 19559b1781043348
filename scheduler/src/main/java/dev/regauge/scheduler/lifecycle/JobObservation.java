package dev.regauge.scheduler.lifecycle;

import java.util.List;
import java.util.Optional;

/**
 * All that one pass knows about a job.
 *
 * @param attempt the newest of this job's UID
 * @param highestEpoch the highest number that any attempt of the job, its status or the commit log ever showed
 * @param pods every worker pod of this job's UID
 * @param nameTaken the next attempt's name belongs to a deleted job of the same name
 * @param release the engine wants the running attempt's chips
 * @param blind too much vanished at once to believe it
 */
public record JobObservation(
        JobView job,
        List<VariantView> variants,
        Optional<AttemptView> attempt,
        long highestEpoch,
        List<PodView> pods,
        Placement placement,
        boolean nameTaken,
        Optional<Ending> release,
        boolean blind) {
    public JobObservation {
        variants = List.copyOf(variants);
        pods = List.copyOf(pods);
    }
}
