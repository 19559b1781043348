package dev.regauge.scheduler.placement;

/** Why a job was placed so. The names are those of the API's closed vocabulary of reasons. */
public enum PlaceReason implements Reason.Code {
    /** No other variant was ready and had room. */
    OnlyFeasibleVariant,
    /** The user pinned the variant. */
    Pinned,
    /** Lowest cost per useful step of the variants that had room. */
    Cheapest,
    /** Lowest predicted step time of the variants that had room. */
    Fastest,
    /** First in the given order of the variants that had room. */
    FirstInOrder,
    /** Unmeasured predictions overlap, so the given order decided. */
    PredictionsOverlap,
    /** Same variant as the failed attempt; surviving members keep their order. */
    SameVariant,
    /** No host for the failed attempt's variant, so the next ready variant. */
    NextVariant,
    /** The hosts lie in one domain as tight as any that was free. */
    TightestDomain,
    /** Chips beyond the queue's guarantee, lent by queues that do not use theirs. */
    Borrowed,
    /** Started ahead of an older job without delaying it. */
    Backfilled
}
