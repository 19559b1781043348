package dev.regauge.operator.gateway;

import dev.regauge.operator.gateway.wire.Assignment;
import dev.regauge.scheduler.identity.JobRef;
import java.util.List;
import java.util.Optional;

/**
 * What the reconciler lets the gateway know of a job's newest attempt. It is published after it was recorded, never before.
 *
 * @param pods names of the members' pods in rank order
 * @param assignment of rank 0; present once the gang is recorded as complete
 */
public record Roster(JobRef job, long epoch, Stage stage, List<String> pods, Optional<Assignment> assignment) {
    /** How far the attempt is. */
    public enum Stage {
        /** Members may greet. */
        Meeting,
        /** Members get their assignment. */
        Assigned,
        /** Members have their assignment and are to save, commit and stop. */
        Draining,
        /** The attempt ended; living members wait for the next one. */
        Between,
        /** The job needs no worker any more. */
        Over
    }

    public Roster {
        pods = List.copyOf(pods);
    }

    boolean has(String pod) {
        return pods.contains(pod);
    }

    Assignment assignmentOf(String pod) {
        return Assignments.forRank(assignment.orElseThrow(), pods.indexOf(pod));
    }
}
