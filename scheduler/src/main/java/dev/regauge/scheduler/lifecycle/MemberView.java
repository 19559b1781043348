package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * A member of the newest attempt.
 *
 * @param nodePresent its node exists and does not carry the out-of-service taint
 * @param greeted is ready for this epoch and offers a coordinator port
 * @param lastHeard by this leader, in any form
 * @param quietSince since when its silence counts: never while the operator itself was late, new or blind; empty where silence means nothing
 * @param exit of its trainer in this epoch
 */
public record MemberView(
        Slot slot,
        Optional<PodView> pod,
        boolean nodePresent,
        boolean greeted,
        Optional<Instant> lastHeard,
        Optional<Instant> quietSince,
        Optional<TrainerExit> exit) {}
