package dev.regauge.scheduler.placement;

/** Why a job waits. */
public enum WaitReason implements Reason.Code {
    /** The queue that the job names does not exist. */
    QueueNotFound,
    /** The queue does not list the job's namespace. */
    NamespaceNotAllowed,
    /** The job's priority is above what its queue allows. */
    PriorityTooHigh,
    /** Its pinned variant is not one of its variants. */
    VariantNotFound,
    /** No variant has an executable yet. */
    ExecutableNotReady,
    /** No pool has the variant's profile. */
    NoPool,
    /** The variant would need more than every pool has, even with nothing running. */
    TooLarge,
    /** The queue's maximum of chips of the profile is reached. */
    QuotaExceeded,
    /** The queue's money for the period is spent. */
    BudgetExhausted,
    /** Fewer whole hosts are free than the gang needs. */
    NotEnoughFreeHosts,
    /** Enough chips are free, but not as a slice of the wanted shape. */
    NoFreeSlice,
    /** Hosts are free but unhealthy. */
    UnhealthyHosts,
    /** Hosts are free but refused this job's pods lately. */
    HostsRefused,
    /** A job that comes first is kept from starting later by a reservation. */
    Reserved,
    /** A job that comes first in the queue waits for the same hosts. */
    BehindInQueue,
    /** A recovering job waits for a host of its own variant before it changes variant. */
    WaitingForSameVariant,
    /** Running attempts were asked to make room; their chips are not free yet. */
    WaitingForRelease
}
