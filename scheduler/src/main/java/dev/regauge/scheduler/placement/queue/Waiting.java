package dev.regauge.scheduler.placement.queue;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that wants a place, with what orders it.
 *
 * @param recovers its attempt failed and it wants to go on
 * @param priority of the job
 * @param plain nothing sets the job apart from others that want the same: no survivors, no refusals, no exclusions
 * @param overdue has waited too long
 * @param overdueAt when it has: after {@link #PATIENCE}, or what its queue's turns say if that is longer
 * @param mismatches profiles that it leaves alone for a while
 * @param seniority smaller goes first: where jobs take turns their rank, else submission, and {@link #HALVING} later for each doubling of remaining chip-time
 */
public record Waiting(
        JobRequest job,
        boolean recovers,
        int priority,
        boolean plain,
        boolean overdue,
        Instant overdueAt,
        Map<String, Mismatch> mismatches,
        double seniority) {
    /**
     * Waiting this long halves the remaining chip-time that counts. Shortest remaining first brings the mean time to completion within 1.1 to 1.7 times
     * its lower bound on production traces, where first come, first served needs 2 to 22 times; but it starves. With ageing by halves a job k doublings
     * larger waits at most k times as long behind later ones, and the order of two jobs never turns, so that it can be indexed.
     */
    public static final Duration HALVING = Duration.ofHours(4);

    /** From here on a job goes first in its queue and is not overtaken on estimates: the longest that ageing lets the largest job wait. */
    public static final Duration PATIENCE = Duration.ofDays(3);

    private static final double SMALLEST_CHIP_SECONDS = 60;

    private static final int SENIORITY_BITS = 48;
    private static final long MOST_URGENT = 30_000;

    public static final Comparator<Waiting> ORDER = Waiting::compare;

    /**
     * A job as it waits now.
     *
     * @param patience how long it waits before it is overdue, at least {@link #PATIENCE}
     * @param mismatches by profile, those that are not over
     */
    public static Waiting of(
            JobRequest job,
            boolean plain,
            Duration patience,
            Map<String, Mismatch> mismatches,
            @Nullable Double rank,
            Instant now) {
        Instant overdueAt = overdueAt(job, patience);
        return new Waiting(
                job,
                job.survivors() != null,
                job.priority(),
                plain,
                !now.isBefore(overdueAt),
                overdueAt,
                mismatches,
                rank == null ? seniority(job) : rank);
    }

    /** When the job has waited too long. */
    public static Instant overdueAt(JobRequest job, Duration patience) {
        return job.waitingSince().plus(patience.compareTo(PATIENCE) < 0 ? PATIENCE : patience);
    }

    /** Written out, and of what the job itself need not be fetched for, since nothing is asked more often. */
    private static int compare(Waiting a, Waiting b) {
        if (a.recovers != b.recovers) {
            return a.recovers ? -1 : 1;
        }
        if (a.band() != b.band()) {
            return a.band() > b.band() ? -1 : 1;
        }
        if (a.overdue != b.overdue) {
            return a.overdue ? -1 : 1;
        }
        int byPatience = a.overdue ? a.job.waitingSince().compareTo(b.job.waitingSince()) : 0;
        if (byPatience != 0) {
            return byPatience;
        }
        if (a.priority != b.priority) {
            return a.priority > b.priority ? -1 : 1;
        }
        int bySeniority = Double.compare(a.seniority, b.seniority);
        if (bySeniority != 0) {
            return bySeniority;
        }
        int bySubmission = a.job.submitted().compareTo(b.job.submitted());
        return bySubmission != 0 ? bySubmission : a.job.job().compareTo(b.job.job());
    }

    /** {@link #ORDER} as a number, as far as 64 bits go: how urgent, and of equally urgent ones how senior. */
    static long rounded(Waiting job) {
        if (job.recovers) {
            return Long.MIN_VALUE;
        }
        int band = job.band();
        long urgency = (Band.WIDTH + 1L) * band + (job.overdue ? Band.WIDTH : job.priority - Band.WIDTH * band);
        long bounded = Math.clamp(urgency, -MOST_URGENT, MOST_URGENT);
        boolean bySeniority = !job.overdue && Math.abs(bounded) < MOST_URGENT;
        return -bounded * (1L << SENIORITY_BITS)
                + (bySeniority ? sortable(job.seniority) >> Long.SIZE - SENIORITY_BITS : 0);
    }

    /** Sorts as the number itself does. */
    private static long sortable(double number) {
        long bits = Double.doubleToLongBits(number);
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    static RankedSet<Waiting> inOrder() {
        return new RankedSet<>(ORDER, Waiting::rounded);
    }

    private static double seniority(JobRequest job) {
        double least = Double.POSITIVE_INFINITY;
        for (VariantOffer variant : job.variants()) {
            least = Math.min(least, job.remainingSteps() * variant.stepTime().p50() * variant.chips());
        }
        double chipSeconds = Double.isInfinite(least) ? SMALLEST_CHIP_SECONDS : Math.max(SMALLEST_CHIP_SECONDS, least);
        double doublings = StrictMath.log(chipSeconds) / StrictMath.log(2);
        return job.submitted().getEpochSecond() + doublings * HALVING.toSeconds();
    }

    public JobRef ref() {
        return job.job();
    }

    public int band() {
        return Band.of(priority);
    }

    /** Variants that could start, without those that it leaves alone. */
    public List<VariantOffer> offers() {
        List<VariantOffer> offers = job.offers();
        return mismatches.isEmpty()
                ? offers
                : offers.stream()
                        .filter(offer -> !mismatches.containsKey(offer.profile()))
                        .toList();
    }

    /** When time alone makes it another one: it becomes overdue or leaves a profile alone no longer; null = never. */
    @Nullable
    Instant changesAt() {
        Instant next = overdue ? null : overdueAt;
        for (Mismatch mismatch : mismatches.values()) {
            next = next == null || mismatch.until().isBefore(next) ? mismatch.until() : next;
        }
        return next;
    }
}
