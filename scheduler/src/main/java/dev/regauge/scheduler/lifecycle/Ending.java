package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.FailureClass;
import java.util.List;
import java.util.Optional;

/**
 * How an attempt ended and what that rests on; written to the attempt before anything is done about it.
 *
 * @param reason a word of the API's vocabulary
 * @param failureClass present when something failed
 */
public record Ending(
        AttemptPhase phase, String reason, Optional<FailureClass> failureClass, String message, List<Proof> proofs) {
    /** An attempt's status stays small whatever the size of its gang. */
    public static final int MAX_PROOFS = 16;

    public Ending {
        if (!phase.isFinal()) {
            throw new IllegalArgumentException(
                    "an attempt ends as Completed, Failed, Superseded or Released, not as " + phase);
        }
        proofs = List.copyOf(proofs.subList(0, Math.min(proofs.size(), MAX_PROOFS)));
    }

    /** Ended without a failure. */
    public static Ending of(AttemptPhase phase, Cause cause, String message) {
        return new Ending(phase, cause.name(), Optional.empty(), message, List.of());
    }

    /** Ended by a failure. */
    public static Ending failed(FailureClass failure, String message, List<Proof> proofs) {
        return new Ending(AttemptPhase.Failed, failure.reason(), Optional.of(failure), message, proofs);
    }
}
