package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * A worker pod as Kubernetes shows it.
 *
 * @param scheduled bound to its node
 * @param ended every process of it ended, or its end is decided: terminal phase
 * @param holdsChips carries the finalizer that keeps its chips taken
 * @param gone the fact that proves that its processes are gone, where there is one
 * @param unboundSince since when kube-scheduler could have bound it, while not bound and the scheduler is alive
 */
public record PodView(
        String name,
        String uid,
        String node,
        boolean scheduled,
        boolean deleting,
        boolean ended,
        boolean holdsChips,
        Optional<Proof> gone,
        Optional<Instant> unboundSince) {

    /** Can go on being a member. */
    public boolean living() {
        return !deleting && !ended && gone.isEmpty();
    }
}
