package dev.regauge.scheduler.lifecycle;

import java.util.List;

/** How an attempt ended and what that rests on; written to the attempt before anything is done about it. */
public record Ending(AttemptPhase phase, Cause cause, String message, List<Proof> proofs) {
    /** An attempt's status stays small whatever the size of its gang. */
    public static final int MAX_PROOFS = 16;

    public Ending {
        if (!phase.isFinal()) {
            throw new IllegalArgumentException("an attempt ends as Completed, Failed, Superseded or Released, not as " + phase);
        }
        proofs = List.copyOf(proofs.subList(0, Math.min(proofs.size(), MAX_PROOFS)));
    }
}
