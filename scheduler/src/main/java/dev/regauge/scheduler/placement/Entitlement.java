package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Band;
import java.time.Instant;
import java.util.Collection;

/** By what right running jobs are asked to leave. */
enum Entitlement {
    /** The queue is below its guarantee and stays within it; whoever has more than its own guarantee gives way. */
    Guaranteed,
    /** The job is of a higher band; lower ones give way, but no queue to another one from what it is guaranteed. */
    HigherBand,
    /** The jobs of the queue take turns, and this one is before those that make room. */
    Turn;

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
        return switch (this) {
            case Guaranteed -> !sameQueue && surplus > 0;
            case HigherBand -> Band.of(running.priority()) < Band.of(job.priority()) && (sameQueue || surplus > 0);
            case Turn -> true;
        };
    }

    /** Running jobs among which it looks for room. */
    Collection<JobRef> among(JobRequest job, Facts facts, Instant now) {
        return this == Turn ? facts.turns.yielding(job.job(), now) : facts.runs.jobs();
    }

    Reason reason(JobRequest job, JobRequest victim, VariantOffer variant, Facts facts, Instant now) {
        return switch (this) {
            case Guaranteed ->
                new Reason(
                        ReleaseReason.Reclaimed,
                        "queue " + victim.queue() + " has more chips of " + variant.profile()
                                + " than it is guaranteed; queue " + job.queue() + " wants " + variant.chips()
                                + " of its own back for " + job.job());
            case HigherBand ->
                new Reason(
                        ReleaseReason.Preempted,
                        job.job() + " of priority " + job.priority() + " comes before priority " + victim.priority());
            case Turn -> new Reason(ReleaseReason.Preempted, facts.turns.compared(job.job(), victim.job(), now));
        };
    }
}
