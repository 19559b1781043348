package dev.regauge.scheduler.lifecycle;

/** Why a job or an attempt is where it is. The operator writes the names as they are; its vocabulary of reasons contains every one of them. */
public enum Cause {
    // on the way
    InProgress,
    Compiling,
    CompileFailed,
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

    // how attempts end
    Completed,
    Released,
    Superseded,
    Preempted,
    Drained,
    Voided,
    GangIncomplete,
    WorkerExited,
    WorkerLost,
    WorkerSilent,
    NodeLost,
    PeerLost,
    Killed,
    Stuck,
    Fenced,
    UserError,
    OutOfMemory,
    NonFiniteLoss,
    StorageFailed,
    StoreUnsuitable,
    LogDamaged,
    NothingRestorable,
    ExecutableMismatch,
    RankMismatch;

    /** The program's own doing: no host is blamed. */
    public boolean isUsers() {
        return this == UserError || this == OutOfMemory || this == NonFiniteLoss;
    }
}
