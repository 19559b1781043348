package dev.regauge.scheduler.placement;

/** Why a running attempt has to end. The names are those of the API's closed vocabulary of reasons. */
public enum ReleaseReason implements Reason.Code {
    /** A more entitled job needs the chips. */
    Preempted,
    /** The chips were lent and their queue wants its guarantee back. */
    Reclaimed,
    /** The job pinned another variant, or another one is worth the move. */
    Moving
}
