package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.identity.JobRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job wants.
 *
 * @param epoch the attempt to be placed, or the one that runs: with {@link Event.ChipsHeld} of this epoch, the wish is fulfilled
 * @param submitted creation of the job: order within a queue and priority
 * @param waitingSince since when {@code epoch} is wanted: creation of the job, or the failure of the attempt before
 * @param remainingSteps from the newest commit to the end
 * @param pinnedVariant the only variant allowed, or null
 * @param survivors what is left of the failed attempt, or null
 * @param excludedHosts never offered to this job, for example blamed for its failures
 * @param progress of the attempt that runs, as far as it is known
 * @param movesAfter how long the job stays where it is before it may be moved to where it costs less; null = it is not moved
 */
public record JobRequest(
        JobRef job,
        Epoch epoch,
        String queue,
        int priority,
        Instant submitted,
        Instant waitingSince,
        long remainingSteps,
        Selection selection,
        @Nullable String pinnedVariant,
        List<VariantOffer> variants,
        @Nullable Survivors survivors,
        Set<String> excludedHosts,
        @Nullable Progress progress,
        @Nullable Duration movesAfter) {
    public JobRequest {
        if (epoch.number() < 1) {
            throw new IllegalArgumentException(job + " asks for epoch " + epoch + "; allowed: 1 and above");
        }
        variants = List.copyOf(variants);
        excludedHosts = Set.copyOf(excludedHosts);
        Set<String> names = new HashSet<>();
        for (VariantOffer variant : variants) {
            if (!names.add(variant.name())) {
                throw new IllegalArgumentException(
                        job + " has two variants named " + variant.name() + "; allowed: each name once");
            }
        }
    }

    /** To save, stop, start again and be where it was, as the job says or as it usually goes. */
    double restartSeconds() {
        return progress == null ? Progress.USUAL_RESTART_SECONDS : progress.restartSeconds();
    }

    /** Variants that could start. */
    public List<VariantOffer> offers() {
        for (VariantOffer variant : variants) {
            if (!offered(variant)) {
                return variants.stream().filter(this::offered).toList();
            }
        }
        return variants;
    }

    private boolean offered(VariantOffer variant) {
        return variant.ready() && allowed(variant);
    }

    /** Whether the job may run as this variant at all. */
    boolean allowed(VariantOffer variant) {
        return pinnedVariant == null || variant.name().equals(pinnedVariant);
    }

    /** A job that is not moved, and of whose progress nothing is known: its steps count from when the engine hears of it. */
    public JobRequest(
            JobRef job,
            Epoch epoch,
            String queue,
            int priority,
            Instant submitted,
            Instant waitingSince,
            long remainingSteps,
            Selection selection,
            @Nullable String pinnedVariant,
            List<VariantOffer> variants,
            @Nullable Survivors survivors,
            Set<String> excludedHosts) {
        this(
                job,
                epoch,
                queue,
                priority,
                submitted,
                waitingSince,
                remainingSteps,
                selection,
                pinnedVariant,
                variants,
                survivors,
                excludedHosts,
                null,
                null);
    }
}
