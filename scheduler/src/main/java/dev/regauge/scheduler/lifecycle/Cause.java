package dev.regauge.scheduler.lifecycle;

/**
 * The words that the lifecycle itself gives as reasons, beside those of the placement engine and of the failure classes. All of them are written as
 * they are; the API's vocabulary contains every one.
 */
public enum Cause {
    InProgress,
    Compiling,
    CompileFailed,
    NotEnoughChips,
    Suspended,
    PodsStarting,
    PlacementRefused,
    PreviousJobStopping,
    Rendezvous,
    Running,
    Recovering,
    RestartsExhausted,
    Completed,
    Released,
    Superseded,
    Preempted,
    Moving,
    Voided
}
