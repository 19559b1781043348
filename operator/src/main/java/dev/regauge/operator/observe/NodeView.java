package dev.regauge.operator.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What matters of a node; two nodes that are equal here cause no pass. */
public record NodeView(
        String name,
        Map<String, String> labels,
        boolean ready,
        boolean schedulable,
        boolean outOfService,
        String bootId,
        Map<String, Integer> chips) {
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    public static NodeView of(Node node) {
        List<Taint> taints = Optional.ofNullable(node.getSpec().getTaints()).orElse(List.of());
        return new NodeView(
                node.getMetadata().getName(),
                Map.copyOf(Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of())),
                isReady(node),
                !Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
                taints.stream().anyMatch(taint -> OUT_OF_SERVICE.equals(taint.getKey())),
                Optional.ofNullable(node.getStatus().getNodeInfo())
                        .map(info -> info.getBootID())
                        .orElse(""),
                extended(node));
    }

    public boolean healthy() {
        return ready && schedulable && !outOfService;
    }

    private static boolean isReady(Node node) {
        return Optional.ofNullable(node.getStatus().getConditions()).orElse(List.<NodeCondition>of()).stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Whole-numbered resources with a domain, which is what extended resources are. */
    private static Map<String, Integer> extended(Node node) {
        Map<String, Integer> found = new TreeMap<>();
        Optional.ofNullable(node.getStatus().getAllocatable())
                .orElse(Map.<String, Quantity>of())
                .forEach((name, amount) -> {
                    if (name.contains("/")) {
                        found.put(name, amount.getNumericalAmount().intValue());
                    }
                });
        return found;
    }
}
