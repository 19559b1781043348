package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.queue.Mismatch;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What a job may consider in this turn, beyond what its queue allows at most and what has room. */
interface Gate {
    Gate OPEN = new Gate() {
        @Override
        public boolean considers(VariantOffer variant) {
            return true;
        }

        @Override
        public boolean open(Pool pool, VariantOffer variant) {
            return true;
        }

        @Override
        public Reason shut(Pool pool, VariantOffer variant) {
            throw new IllegalStateException(pool + " is open to " + variant);
        }
    };

    /** The same, but shut where the job leaves a profile alone. */
    static Gate leaving(Waiting job, Gate gate) {
        return job.mismatches().isEmpty() ? gate : new Leaving(job, gate);
    }

    record Leaving(Waiting job, Gate gate) implements Gate {
        @Override
        public boolean considers(VariantOffer variant) {
            return gate.considers(variant);
        }

        @Override
        public boolean open(Pool pool, VariantOffer variant) {
            return !job.mismatches().containsKey(variant.profile()) && gate.open(pool, variant);
        }

        @Override
        public Reason shut(Pool pool, VariantOffer variant) {
            Mismatch mismatch = job.mismatches().get(variant.profile());
            return mismatch == null
                    ? gate.shut(pool, variant)
                    : new Reason(
                            WaitReason.WaitingForBetterProfile,
                            String.format(
                                    Locale.ROOT,
                                    "pool %s has room for %s, but next to %s that takes %.2g times the chip-time usual in queue %s; until %s it waits for %s",
                                    pool.name(),
                                    variant.name(),
                                    mismatch.better(),
                                    mismatch.times(),
                                    job.job().queue(),
                                    mismatch.until().truncatedTo(ChronoUnit.SECONDS),
                                    mismatch.better()));
        }
    }

    /** A variant that is not considered is passed over in silence. */
    boolean considers(VariantOffer variant);

    boolean open(Pool pool, VariantOffer variant);

    /** Why a pool with room is not open. */
    Reason shut(Pool pool, VariantOffer variant);
}
