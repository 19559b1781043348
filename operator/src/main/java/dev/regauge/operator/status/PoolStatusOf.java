package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.AcceleratorPoolStatus;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.operator.observe.NodeView;
import dev.regauge.operator.status.ConditionAggregator.Holds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hosts and chips of a pool. Pure. */
final class PoolStatusOf {
    /** The condition of a pool. */
    enum PoolCondition {
        Ready
    }

    private PoolStatusOf() {}

    /** {@code allocated}: chips in use by node. */
    static AcceleratorPoolStatus next(
            AcceleratorPool pool,
            long term,
            Optional<HardwareProfile> profile,
            List<NodeView> nodes,
            Map<String, Integer> allocated,
            Instant now) {
        String resource = profile.map(p -> p.getSpec().resourceName()).orElse("");
        int chips = 0;
        int free = 0;
        int used = 0;
        int unhealthy = 0;
        for (NodeView node : nodes) {
            int has = node.chips().getOrDefault(resource, 0);
            int taken = Math.min(has, allocated.getOrDefault(node.name(), 0));
            chips += has;
            used += taken;
            free += node.healthy() ? has - taken : 0;
            unhealthy += node.healthy() ? 0 : 1;
        }
        ConditionAggregator<PoolCondition> conditions =
                new ConditionAggregator<>(PoolCondition.class, Reason.InProgress.name());
        Reason reason = profile.isEmpty()
                ? Reason.UnknownProfile
                : nodes.isEmpty() ? Reason.NoHosts : unhealthy > 0 ? Reason.HostsUnhealthy : Reason.PoolReady;
        boolean ready = profile.isPresent() && unhealthy < nodes.size();
        conditions.say(
                PoolCondition.Ready, Holds.of(ready), reason.name(), message(reason, pool, unhealthy, nodes.size()));
        AcceleratorPoolStatus before = pool.getStatus();
        Long generation = pool.getMetadata().getGeneration();
        return new AcceleratorPoolStatus(
                generation,
                term,
                nodes.size(),
                chips,
                free,
                used,
                unhealthy,
                before == null ? null : before.largestFreeSlice(),
                conditions.over(
                        before == null ? List.of() : before.conditions(), generation == null ? 0 : generation, now));
    }

    private static String message(Reason reason, AcceleratorPool pool, int unhealthy, int hosts) {
        return switch (reason) {
            case UnknownProfile -> "spec.profile is " + pool.getSpec().profile() + ", which does not exist";
            case HostsUnhealthy -> unhealthy + " of " + hosts + " hosts are not usable";
            default -> "";
        };
    }
}
