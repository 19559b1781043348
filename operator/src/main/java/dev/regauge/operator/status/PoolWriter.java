package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.AcceleratorPoolStatus;
import dev.regauge.operator.act.ApiObjects;
import dev.regauge.operator.act.Terms;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.PodChips;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Writes a pool's status where it changed. */
@ApplicationScoped
public class PoolWriter {
    private final ApiObjects objects;
    private final Cluster cluster;
    private final Terms terms;

    PoolWriter(ApiObjects objects, Cluster cluster, Terms terms) {
        this.objects = objects;
        this.cluster = cluster;
        this.terms = terms;
    }

    /** A lost race with the claim of a term throws, and the next pass writes. */
    public void write(AcceleratorPool pool, Instant now) {
        AcceleratorPoolStatus next = PoolStatusOf.next(
                pool,
                terms.of(pool),
                cluster.profile(pool.getSpec().profile()),
                cluster.nodesOf(pool),
                allocated(),
                now);
        if (next.equals(pool.getStatus())) {
            return;
        }
        objects.updateStatus(new AcceleratorPool(), pool, next);
    }

    private Map<String, Integer> allocated() {
        Map<String, Integer> allocated = new HashMap<>();
        for (Pod pod : cluster.pods()) {
            allocated.merge(PodChips.node(pod), PodChips.of(pod), Integer::sum);
        }
        return allocated;
    }
}
