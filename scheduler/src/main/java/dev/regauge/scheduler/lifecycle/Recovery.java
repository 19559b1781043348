package dev.regauge.scheduler.lifecycle;

/** What the end of an attempt costs its job. */
public enum Recovery {
    /** The next attempt costs nothing: hardware, preemption, Kubernetes, ourselves. */
    Free,
    /** The next attempt counts against {@code recovery.maxRestarts}. */
    Counted,
    /** Trying again would meet the same. */
    Never;

    public static Recovery of(Cause cause) {
        return switch (cause) {
            case LogDamaged, StoreUnsuitable, NothingRestorable, ExecutableMismatch, RankMismatch, CompileFailed -> Never;
            case UserError, OutOfMemory, NonFiniteLoss, StorageFailed, WorkerExited, Killed, Stuck, GangIncomplete -> Counted;
            case InProgress,
                    Compiling,
                    WaitingForCompile,
                    NotEnoughChips,
                    Suspended,
                    PodsStarting,
                    PlacementRefused,
                    PreviousJobStopping,
                    Rendezvous,
                    Loading,
                    Running,
                    Draining,
                    Recovering,
                    RestartsExhausted,
                    Completed,
                    Released,
                    Superseded,
                    Preempted,
                    Drained,
                    Voided,
                    WorkerLost,
                    WorkerSilent,
                    NodeLost,
                    PeerLost,
                    Fenced -> Free;
        };
    }
}
