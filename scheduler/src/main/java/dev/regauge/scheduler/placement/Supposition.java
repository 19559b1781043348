package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.GangFit.Asker;
import dev.regauge.scheduler.placement.GangFit.Fit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What would have room if some jobs left. Jobs are supposed gone and back again one by one, each at the cost of its own hosts. Good only as long as the
 * fleet does not change.
 */
final class Supposition {
    /** Where gangs are placed, were it so. */
    interface Grounds {
        Ground of(Pool pool, VariantOffer variant);
    }

    private final Fleet fleet;
    private final GangFit gangFit;
    private final Set<JobRef> gone = new HashSet<>();
    /** By node. */
    private final Map<String, Berth> freed = new HashMap<>();

    private final Map<Ground, Ground> supposed = new HashMap<>();

    /** At first everything is as it is. */
    Supposition(Fleet fleet) {
        this.fleet = fleet;
        this.gangFit = new GangFit(fleet, this::ground);
    }

    void leaves(JobRef job) {
        gone.add(job);
        judge(job);
    }

    void stays(JobRef job) {
        gone.remove(job);
        judge(job);
    }

    Fit fit(VariantOffer variant, Asker asker) {
        return gangFit.fit(variant, asker);
    }

    /** In this pool, and without reasons, so that it can be asked after every job that leaves; null = no room. */
    Fit.@Nullable Room room(Pool pool, VariantOffer variant, Asker asker) {
        return gangFit.room(pool, variant, asker);
    }

    private void judge(JobRef job) {
        for (String node : fleet.nodesOf(job)) {
            Berth berth = fleet.berth(node);
            if (berth != null && berth.host().healthy()) {
                boolean free = fleet.onlyHeldBy(gone, node);
                boolean changes = free ? freed.put(node, berth) == null : freed.remove(node) != null;
                if (changes) {
                    supposed.values().stream().filter(g -> g.holds(berth)).forEach(g -> g.set(berth, free));
                }
            }
        }
    }

    private Ground ground(Pool pool, VariantOffer variant) {
        return supposed.computeIfAbsent(fleet.ground(pool, variant), real -> {
            Ground copy = real.copy();
            freed.values().stream().filter(copy::holds).forEach(b -> copy.set(b, true));
            return copy;
        });
    }
}
