package dev.regauge.scheduler.placement;

/** Only what stays within the queue's guarantee. Hosts reserved for others are open to it: they are lent, too. */
record Guarantee(Queue queue, Turn.Usage usage, JobRequest job) implements Gate {
    @Override
    public boolean considers(VariantOffer variant) {
        Queue.Share share = queue.shares().get(variant.profile());
        return share != null
                && usage.of(queue.name(), variant.profile(), job.job()) + (long) variant.chips() <= share.guaranteed();
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
