package dev.regauge.scheduler.failure;

/**
 * What kind of failure ended an attempt.
 *
 * <p>{@link #reason()} is the word for it in the API's closed vocabulary.
 */
public enum FailureClass {
    /** The program raised. */
    UserError(Blame.Program, "UserError"),
    /** Device or host memory did not suffice. */
    OutOfMemory(Blame.Program, "OutOfMemory"),
    /** The loss stopped being a number. */
    NonFiniteLoss(Blame.Program, "NonFiniteLoss"),
    /** The checkpoint store refused reads or writes. */
    Storage(Blame.Unclear, "StorageFailed"),
    /** A connection between members broke and nothing tells why. */
    PeerLost(Blame.Unclear, "PeerLost"),
    /** A trainer or agent was killed, or crashed in native code. */
    WorkerKilled(Blame.Unclear, "Killed"),
    /** The pod was deleted. */
    WorkerLost(Blame.Fleet, "WorkerLost"),
    /** The node died, was fenced or is unreachable. */
    NodeLost(Blame.Fleet, "NodeLost"),
    /** No word from a member, cause unknown. */
    Silent(Blame.Fleet, "WorkerSilent"),
    /** Heartbeats without steps. */
    Stuck(Blame.Unclear, "Stuck"),
    /** The gang did not gather in time. */
    RendezvousTimeout(Blame.Fleet, "GangIncomplete"),
    /** A host did not take its pod. */
    PlacementRefused(Blame.Fleet, "PlacementRefused"),
    /** The chips were wanted elsewhere. */
    Preempted(Blame.Fleet, "Preempted"),
    /** A newer epoch has the commit log. */
    Fenced(Blame.Fleet, "Fenced"),
    /** Bundle and worker do not belong together; the same attempt would fail again. */
    ExecutableMismatch(Blame.Final, "ExecutableMismatch"),
    /** Devices stand in another order than compiled for. */
    RankMismatch(Blame.Final, "RankMismatch"),
    /** The commit log cannot be trusted; a person must look. */
    LogDamaged(Blame.Final, "LogDamaged"),
    /** The store lacks create-if-absent. */
    StoreUnsuitable(Blame.Final, "StoreUnsuitable"),
    /** No commit verifies. */
    NothingRestorable(Blame.Final, "NothingRestorable");

    /** Who pays for the restart. */
    public enum Blame {
        /** Counts against the job's restarts. */
        Program,
        /** Hardware, preemption and the control plane: never counts. */
        Fleet,
        /** Counts only if the attempt committed nothing new, so that a crash loop ends while bad luck does not. */
        Unclear,
        /** Trying again cannot help. */
        Final
    }

    private final Blame blame;
    private final String reason;

    FailureClass(Blame blame, String reason) {
        this.blame = blame;
        this.reason = reason;
    }

    public Blame blame() {
        return blame;
    }

    public String reason() {
        return reason;
    }
}
