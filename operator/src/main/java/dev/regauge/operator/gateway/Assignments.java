package dev.regauge.operator.gateway;

import dev.regauge.operator.gateway.wire.Assignment;

/** Members' assignments differ in the rank alone. */
public final class Assignments {
    private Assignments() {}

    public static Assignment forRank(Assignment first, int rank) {
        if (rank < 0 || rank >= first.world()) {
            throw new IllegalArgumentException("rank is " + rank + "; allowed: 0 to " + (first.world() - 1));
        }
        return new Assignment(
                first.contractVersion(),
                first.namespace(),
                first.job(),
                first.jobUid(),
                first.epoch(),
                rank,
                first.world(),
                first.writer(),
                first.coordinator(),
                first.variant(),
                first.platform(),
                first.chipsPerHost(),
                first.executable(),
                first.publicKeys(),
                first.program(),
                first.steps(),
                first.globalBatch(),
                first.seed(),
                first.horizon(),
                first.restore(),
                first.checkpoint(),
                first.jax(),
                first.onExecutableMismatch());
    }
}
