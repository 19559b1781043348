package dev.regauge.scheduler.placement;

/** Why a job waits. The names are those of the API's closed vocabulary of reasons. */
public enum WaitReason implements Reason.Code {
    /** The queue that the job names does not exist. */
    QueueUnknown,
    /** The queue does not serve the job's namespace. */
    NamespaceNotInQueue,
    /** The job's priority is above what its queue allows. */
    PriorityTooHigh,
    /** Its pinned variant is not one of its variants. */
    UnknownVariant,
    /** No variant has an executable yet. */
    WaitingForCompile,
    /** No pool has the variant's profile. */
    NoPool,
    /** The slice that the variant asks for is not a shape that can be carved. */
    IllegalSlice,
    /** The gang is larger than every pool of its profile, even with nothing running. */
    TooLargeForPools,
    /** The queue's maximum of chips of the profile is reached. */
    WaitingForQuota,
    /** The queue's money for the period is spent. */
    BudgetSpent,
    /** Fewer whole hosts are free than the gang needs. */
    NotEnoughChips,
    /** Enough chips are free, but not as a slice of the wanted shape. */
    NoFreeSlice,
    /** Hosts that would do are unhealthy. */
    HostsUnhealthy,
    /** Hosts that would do refused this job's pods lately. */
    PlacementRefused,
    /** A job that comes first holds a reservation that this one would delay. */
    Reserved,
    /** It waits a while for a profile of whose chips it makes more than of these, on which others of its queue do better. */
    WaitingForBetterProfile,
    /** Other jobs go first. */
    WaitingForTurn,
    /** A recovering job waits for a host of its own variant before it changes variant. */
    WaitingForSameVariant,
    /** Running attempts were asked to make room; their chips are not free yet. */
    WaitingForRelease
}
