package dev.regauge.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/** Chips of a worker pod: its one extended resource. */
public final class PodChips {
    private PodChips() {}

    public static int of(Pod pod) {
        Map<String, Quantity> limits = Optional.ofNullable(
                        pod.getSpec().getContainers().getFirst().getResources().getLimits())
                .orElse(Map.of());
        return limits.entrySet().stream()
                .filter(limit -> limit.getKey().contains("/"))
                .mapToInt(limit -> limit.getValue().getNumericalAmount().intValue())
                .sum();
    }

    /** The node that it runs on, or is pinned to. */
    public static String node(Pod pod) {
        return PodViews.pinnedTo(pod);
    }
}
