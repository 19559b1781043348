package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.MigrationSpec;
import dev.regauge.crds.v1alpha1.TrainingJobSpec;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.AttemptView;
import dev.regauge.scheduler.lifecycle.PodView;
import dev.regauge.scheduler.placement.Event;
import dev.regauge.scheduler.placement.JobRequest;
import dev.regauge.scheduler.placement.Selection;
import dev.regauge.scheduler.placement.StepTime;
import dev.regauge.scheduler.placement.Survivors;
import dev.regauge.scheduler.placement.VariantOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One job as the engine wants it. Pure. */
public final class JobFacts {
    private JobFacts() {}

    /**
     * The wish for {@code epoch}.
     *
     * @param plans variants that may be placed
     * @param stepTimes what a step of each is expected to take
     */
    public static Event.JobSeen wish(
            JobPicture picture,
            long epoch,
            List<VariantPlan> plans,
            Function<VariantPlan, StepTime> stepTimes,
            Instant now) {
        TrainingJobSpec spec = picture.job().getSpec();
        Instant submitted = Instant.parse(picture.job().getMetadata().getCreationTimestamp());
        Optional<AttemptView> last = picture.observation().attempt();
        Standing standing = Standing.of(picture, now);
        return new Event.JobSeen(new JobRequest(
                picture.ref(),
                new Epoch(epoch),
                spec.queue(),
                spec.priority(),
                submitted,
                last.flatMap(AttemptView::endedAt).orElse(submitted),
                Math.max(0, spec.steps() - standing.committedStep()),
                Selection.valueOf(spec.selection().name()),
                spec.pinVariant(),
                plans.stream().map(plan -> offer(plan, stepTimes.apply(plan))).toList(),
                last.flatMap(JobFacts::survivors).orElse(null),
                Set.of(),
                standing.progress().orElse(null),
                movesAfter(spec.migration())));
    }

    private static @Nullable Duration movesAfter(@Nullable MigrationSpec migration) {
        return migration != null && migration.when().contains("Cheaper")
                ? Duration.ofSeconds(migration.minimumStaySeconds())
                : null;
    }

    /** Chips by node of all pods not proven gone, and of the members of an attempt that is not over although their pods may be yet to come. */
    public static Map<String, Integer> held(
            List<PodView> pods, Map<String, Integer> chipsByPod, Optional<AttemptView> active, int chipsPerHost) {
        Map<String, Integer> chips = new HashMap<>();
        pods.stream()
                .filter(pod -> pod.gone().isEmpty())
                .forEach(pod -> chips.merge(pod.node(), chipsByPod.getOrDefault(pod.name(), 0), Integer::sum));
        active.ifPresent(attempt -> attempt.members().stream()
                .filter(member -> member.pod().isEmpty())
                .forEach(member -> chips.merge(member.slot().node(), chipsPerHost, Integer::sum)));
        chips.values().removeIf(count -> count < 1);
        return chips;
    }

    /** Members that can go on, by slot. A gang that lost its way as a whole has none. */
    private static Optional<Survivors> survivors(AttemptView last) {
        List<Optional<String>> slots = last.members().stream()
                .map(member -> member.pod().filter(PodView::living).map(pod -> member.slot()
                        .node()))
                .toList();
        boolean failed = last.phase() == AttemptPhase.Failed;
        return failed && slots.stream().anyMatch(Optional::isPresent)
                ? Optional.of(new Survivors(last.variant(), slots))
                : Optional.empty();
    }

    private static VariantOffer offer(VariantPlan plan, StepTime stepTime) {
        return new VariantOffer(
                plan.variant().name(),
                plan.variant().profile(),
                plan.shape().hosts(),
                plan.shape().chipsPerHost(),
                plan.variant().slice(),
                stepTime,
                plan.ready());
    }
}
