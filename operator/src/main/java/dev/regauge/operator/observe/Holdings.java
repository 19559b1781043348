package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chips that a job holds by profile: its worker pods, and members of an attempt that is not over whose pods are yet to come. Pure. */
public final class Holdings {
    private Holdings() {}

    public static Map<String, Integer> of(List<TrainingAttempt> attempts, List<Pod> pods) {
        Set<String> known = new HashSet<>();
        Map<String, String> profileByEpoch = new HashMap<>();
        for (TrainingAttempt attempt : attempts) {
            profileByEpoch.put(
                    String.valueOf(attempt.getSpec().epoch()), attempt.getSpec().profile());
        }
        Map<String, Integer> chips = new HashMap<>();
        for (Pod pod : pods) {
            String profile = profileByEpoch.get(Cluster.label(pod, Labels.POD_EPOCH));
            if (profile != null) {
                known.add(pod.getMetadata().getName());
                chips.merge(profile, PodChips.of(pod), Integer::sum);
            }
        }
        for (TrainingAttempt attempt : attempts) {
            if (!Attempts.phase(attempt).isFinal()) {
                for (Member member : attempt.getSpec().members()) {
                    if (!known.contains(Members.podName(attempt.getSpec().job().name(), member))) {
                        chips.merge(
                                attempt.getSpec().profile(), attempt.getSpec().chipsPerHost(), Integer::sum);
                    }
                }
            }
        }
        chips.values().removeIf(count -> count < 1);
        return chips;
    }
}
