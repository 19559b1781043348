package dev.regauge.compileservice.decide;

import dev.regauge.crds.v1alpha1.Reason;

/**
 * The life of an Executable: Pending → Compiling → Ready | Failed. A try is recorded before its pod is created, and its pod is recorded once it was
 * seen; so a restart between any two writes finds out from what is recorded whether the pod is still to be created or was lost.
 */
public final class Decide {
    /** How often a compile is tried. */
    public static final int MOST_TRIES = 3;

    private Decide() {}

    public static Decision next(Observed o) {
        return switch (o.phase()) {
            case Ready, Failed -> new Decision.Settled();
            case Pending -> pending(o);
            case Compiling -> compiling(o);
        };
    }

    private static Decision pending(Observed o) {
        if (o.asked() instanceof Asked.Refused(String message)) {
            return new Decision.Fail(Reason.RequestInvalid, null, message, null);
        }
        if (o.stored()) {
            return new Decision.Finish();
        }
        return switch (o.turn()) {
            case Turn.Now() -> new Decision.Begin(o.attempt() + 1);
            case Turn.Later(String why) -> new Decision.Queue(Reason.CompileQueued, null, why);
        };
    }

    private static Decision compiling(Observed o) {
        // Asked first: the bundle counts, whatever became of the pod that brought it.
        if (o.stored()) {
            return new Decision.Finish();
        }
        return switch (o.pod()) {
            case TryState.Absent() when !o.podSeen() -> new Decision.Create(o.attempt());
            case TryState.Absent() -> ended(o, new TryState.Ended(Outcome.PodLost, "its pod disappeared"));
            case TryState.Alive(String node, String doing) ->
                new Decision.Follow(node.isEmpty() ? doing : doing + " on " + node);
            case TryState.Ended ended -> ended(o, ended);
        };
    }

    private static Decision ended(Observed o, TryState.Ended ended) {
        Outcome outcome = ended.outcome();
        if (outcome == Outcome.Compiled) {
            // The upload is answered only after the index entry is on the disk, so this pod never got its answer.
            String message = "the compiler ended well, but no bundle of it was stored";
            return ended(o, new TryState.Ended(Outcome.UploadFailed, message));
        }
        if (!outcome.retried()) {
            return new Decision.Fail(outcome.reason(), outcome, ended.message(), ended.need());
        }
        String message = "try " + o.attempt() + " of " + MOST_TRIES + ": " + ended.message();
        return o.attempt() < MOST_TRIES
                ? new Decision.Queue(outcome.reason(), outcome, message)
                : new Decision.Fail(outcome.reason(), outcome, message, null);
    }
}
