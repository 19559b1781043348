package dev.regauge.operator.budget;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.observe.Attempts;
import dev.regauge.operator.observe.Members;
import dev.regauge.operator.observe.PodChips;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chips of a pool that a job has or had.
 *
 * @param until null = it still has them
 */
record Hold(String pool, int chips, Instant since, @Nullable Instant until) {
    /**
     * What one job's attempts and pods hold: an attempt its chips from its creation to its end, whether its pods are there yet or not, and a pod after the end
     * of the attempt that had it last.
     *
     * @param attempts oldest first
     * @param poolOfNode of pods whose attempt is gone; empty where the node is gone, too
     */
    static List<Hold> of(
            List<TrainingAttempt> attempts, List<Pod> pods, Function<String, Optional<String>> poolOfNode) {
        List<Hold> holds = new ArrayList<>();
        Map<String, TrainingAttempt> lastOf = new HashMap<>();
        for (TrainingAttempt attempt : attempts) {
            TrainingAttemptSpec spec = attempt.getSpec();
            spec.members()
                    .forEach(member -> lastOf.put(Members.podName(spec.job().name(), member), attempt));
            holds.add(new Hold(
                    spec.pool(), spec.members().size() * spec.chipsPerHost(), created(attempt), ended(attempt)));
        }
        for (Pod pod : pods) {
            TrainingAttempt last = lastOf.get(pod.getMetadata().getName());
            if (last == null) {
                poolOfNode
                        .apply(PodChips.node(pod))
                        .map(pool -> new Hold(
                                pool, PodChips.of(pod), time(pod.getMetadata().getCreationTimestamp()), null))
                        .ifPresent(holds::add);
            } else {
                Instant ended = ended(last);
                if (ended != null) {
                    holds.add(new Hold(last.getSpec().pool(), PodChips.of(pod), ended, null));
                }
            }
        }
        return holds;
    }

    /** Null while it is not over. One that is over without saying when held nothing that could be counted. */
    private static @Nullable Instant ended(TrainingAttempt attempt) {
        if (!Attempts.phase(attempt).isFinal()) {
            return null;
        }
        return Optional.ofNullable(attempt.getStatus())
                .map(TrainingAttemptStatus::timings)
                .map(AttemptTimings::ended)
                .map(Instant::parse)
                .orElseGet(() -> created(attempt));
    }

    private static Instant created(TrainingAttempt attempt) {
        return time(attempt.getMetadata().getCreationTimestamp());
    }

    private static Instant time(String text) {
        return Instant.parse(text);
    }

    /** In that stretch of time; 0 where it ends before it begins. */
    double chipHours(Instant from, Instant to) {
        Instant first = since.isAfter(from) ? since : from;
        Instant last = until != null && until.isBefore(to) ? until : to;
        return Math.max(0, Duration.between(first, last).toMillis()) / 3_600_000.0 * chips;
    }
}
