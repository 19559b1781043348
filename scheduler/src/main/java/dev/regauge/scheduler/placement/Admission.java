package dev.regauge.scheduler.placement;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a job may use its queue at all; nothing that free chips could change. */
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
        if (budget != null && budget.exhausted()) {
            return Optional.of(new Reason(
                    WaitReason.BudgetSpent,
                    "queue " + queue.name() + " has spent " + budget.spentUsd() + " of " + budget.usd()
                            + " USD in this period"));
        }
        return Optional.empty();
    }
}
