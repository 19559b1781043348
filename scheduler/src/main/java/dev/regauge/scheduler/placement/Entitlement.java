package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.queue.Band;

/** By what right running jobs are asked to leave. */
enum Entitlement {
    /** The queue is below its guarantee and stays within it; whoever has more than its own guarantee gives way. */
    Guaranteed,
    /** The job is of a higher band; lower ones give way, but no queue to another one from what it is guaranteed. */
    HigherBand;

    /** What the job may claim. */
    boolean covers(JobRequest job, VariantOffer variant, Facts facts) {
        Queue queue = facts.queue(job.queue());
        Queue.Share share = queue == null ? null : queue.shares().get(variant.profile());
        long after = facts.use.of(job.queue(), variant.profile(), job.job()) + (long) variant.chips();
        return this == Guaranteed
                ? share != null && after <= share.guaranteed()
                : share == null || after <= share.maximum();
    }

    /** Whether the queue may have so many chips at all. */
    static boolean allowed(JobRequest job, VariantOffer variant, Facts facts) {
        return HigherBand.covers(job, variant, facts);
    }

    /** {@code surplus}: chips of the profile that the running job's queue has beyond its guarantee. */
    boolean over(JobRequest job, JobRequest running, long surplus) {
        boolean sameQueue = job.queue().equals(running.queue());
        return this == Guaranteed
                ? !sameQueue && surplus > 0
                : Band.of(running.priority()) < Band.of(job.priority()) && (sameQueue || surplus > 0);
    }

    Reason reason(JobRequest job, JobRequest victim, VariantOffer variant) {
        return this == Guaranteed
                ? new Reason(
                        ReleaseReason.Reclaimed,
                        "queue " + victim.queue() + " has more chips of " + variant.profile()
                                + " than it is guaranteed; queue " + job.queue() + " wants " + variant.chips()
                                + " of its own back for " + job.job())
                : new Reason(
                        ReleaseReason.Preempted,
                        job.job() + " of priority " + job.priority() + " comes before priority " + victim.priority());
    }
}
