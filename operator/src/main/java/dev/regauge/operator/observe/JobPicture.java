package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.operator.gateway.Contact;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.JobObservation;
import dev.regauge.scheduler.placement.Decision;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pass's view of a job: the objects, and what the pure core is told of them.
 *
 * @param attempts of this UID, oldest epoch first
 * @param contacts what this leader heard, by pod name
 * @param queued the engine's newest word, where it says that the job waits
 */
public record JobPicture(
        TrainingJob job,
        JobRef ref,
        List<TrainingAttempt> attempts,
        List<Pod> pods,
        Map<String, Contact> contacts,
        List<VariantPlan> plans,
        JobObservation observation,
        Optional<Decision.Wait> queued) {

    public Optional<TrainingAttempt> newest() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
    }

    public Optional<VariantPlan> plan(String variant) {
        return plans.stream()
                .filter(plan -> plan.variant().name().equals(variant))
                .findFirst();
    }

    /** What was heard of rank 0 in the newest attempt. */
    public Optional<Contact> rank0() {
        return newest().filter(attempt -> !attempt.getSpec().members().isEmpty())
                .map(attempt ->
                        Members.podName(ref.name(), attempt.getSpec().members().getFirst()))
                .flatMap(pod -> Optional.ofNullable(contacts.get(pod)));
    }
}
