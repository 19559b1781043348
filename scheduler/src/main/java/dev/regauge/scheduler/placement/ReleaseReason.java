package dev.regauge.scheduler.placement;

/** Why a running attempt has to end. */
public enum ReleaseReason implements Reason.Code {
    /** A job of higher priority in the same queue needs the chips. */
    PreemptedByPriority,
    /** The chips were lent and their queue wants its guarantee back. */
    Reclaimed,
    /** Another variant is worth the move. */
    Moved,
    /** The job pinned another variant. */
    PinChanged
}
