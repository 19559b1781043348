package dev.regauge.scheduler.placement;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a job may use its queue at all; nothing that free chips could change. A spent budget keeps no job from what is left of its gang. */
final class Admission {
    private Admission() {}

    static Optional<Reason> refusal(JobRequest job, @Nullable Queue queue) {
        if (queue == null) {
            return Optional.of(new Reason(WaitReason.QueueUnknown, "there is no queue " + job.queue()));
        }
        if (!queue.admits(job.job().namespace())) {
            return Optional.of(new Reason(
                    WaitReason.NamespaceNotInQueue,
                    "queue " + queue.name() + " does not serve namespace "
                            + job.job().namespace()));
        }
        if (job.priority() > queue.maxPriority()) {
            return Optional.of(new Reason(
                    WaitReason.PriorityTooHigh,
                    "priority is " + job.priority() + "; queue " + queue.name() + " allows at most "
                            + queue.maxPriority()));
        }
        String pinned = job.pinnedVariant();
        if (pinned != null && job.variants().stream().noneMatch(v -> v.name().equals(pinned))) {
            return Optional.of(new Reason(
                    WaitReason.UnknownVariant,
                    "pinVariant is " + pinned + "; allowed: "
                            + String.join(
                                    ", ",
                                    job.variants().stream()
                                            .map(VariantOffer::name)
                                            .toList())));
        }
        Queue.Budget budget = queue.budget();
        if (budget != null && budget.exhausted() && job.survivors() == null) {
            return Optional.of(new Reason(
                    WaitReason.BudgetSpent,
                    "queue " + queue.name() + " has spent " + usd(budget.spentUsd()) + " of the " + usd(budget.usd())
                            + " USD of this period; the next one begins at " + budget.periodEnds()));
        }
        return Optional.empty();
    }

    private static String usd(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
