package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.queue.Lane;
import java.util.Set;

/**
 * Only what stays within the queue's guarantee. Hosts reserved for others are open to it: they are lent, too.
 *
 * @param shutKinds from which a job of its line that has waited too long keeps it
 */
record Guarantee(JobRequest job, Facts facts, Set<Lane.Kind> shutKinds) implements Gate {
    @Override
    public boolean considers(VariantOffer variant) {
        return !shutKinds.contains(Lane.Kind.of(variant)) && Entitlement.Guaranteed.covers(job, variant, facts);
    }

    @Override
    public boolean open(Pool pool, VariantOffer variant) {
        return true;
    }

    @Override
    public Reason shut(Pool pool, VariantOffer variant) {
        return OPEN.shut(pool, variant);
    }
}
