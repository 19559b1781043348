package dev.regauge.operator.act;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.AcceleratorPoolStatus;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * This leader's number in each pool. A new leader raises the number by compare-and-set and only then lists the attempts there are; an attempt of an
 * older number that is not in that list was written by a leader that had lost the pool without knowing it, and is void.
 */
@ApplicationScoped
public class Terms {
    private static final Logger LOG = Logger.getLogger(Terms.class);

    private final KubernetesClient client;
    private final ApiObjects objects;
    private final Map<String, Long> terms = new HashMap<>();
    private final Set<String> found = new HashSet<>();

    Terms(KubernetesClient client, ApiObjects objects) {
        this.client = client;
        this.objects = objects;
    }

    /** Claims every pool that this leader has not claimed yet, by reads that no cache answers. A lost race throws; the next pass tries again. */
    public synchronized void claim(List<AcceleratorPool> seen) {
        boolean all = seen.stream()
                .allMatch(pool -> terms.containsKey(pool.getMetadata().getUid()));
        if (all) {
            return;
        }
        Map<String, Long> raised = new HashMap<>();
        for (AcceleratorPool pool :
                client.resources(AcceleratorPool.class).list().getItems()) {
            if (!terms.containsKey(pool.getMetadata().getUid())) {
                raised.put(pool.getMetadata().getUid(), raise(pool));
            }
        }
        client.resources(TrainingAttempt.class)
                .inAnyNamespace()
                .list()
                .getItems()
                .forEach(attempt -> found.add(attempt.getMetadata().getUid()));
        terms.putAll(raised);
    }

    /** The term of attempts that are created now. */
    public synchronized long of(AcceleratorPool pool) {
        Long term = terms.get(pool.getMetadata().getUid());
        if (term == null) {
            throw new IllegalStateException(
                    "pool " + pool.getMetadata().getName() + " is not claimed by this leader yet");
        }
        return term;
    }

    /** Written by an earlier leader after this one had claimed the pool. */
    public synchronized boolean isVoid(TrainingAttempt attempt, AcceleratorPool pool) {
        Long term = terms.get(pool.getMetadata().getUid());
        return term != null
                && attempt.getSpec().term() < term
                && !found.contains(attempt.getMetadata().getUid());
    }

    private long raise(AcceleratorPool pool) {
        AcceleratorPoolStatus old = pool.getStatus();
        long term = (old == null ? 0 : old.term()) + 1;
        AcceleratorPoolStatus next = old == null
                ? new AcceleratorPoolStatus(null, term, null, null, null, null, null, null, List.of())
                : new AcceleratorPoolStatus(
                        old.observedGeneration(),
                        term,
                        old.hosts(),
                        old.chips(),
                        old.free(),
                        old.allocated(),
                        old.unhealthy(),
                        old.largestFreeSlice(),
                        old.conditions());
        objects.updateStatus(new AcceleratorPool(), pool, next);
        LOG.infof("pool %s: term %d", pool.getMetadata().getName(), term);
        return term;
    }
}
