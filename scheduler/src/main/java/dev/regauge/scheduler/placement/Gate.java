package dev.regauge.scheduler.placement;

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

    /** A variant that is not considered is passed over in silence. */
    boolean considers(VariantOffer variant);

    boolean open(Pool pool, VariantOffer variant);

    /** Why a pool with room is not open. */
    Reason shut(Pool pool, VariantOffer variant);
}
