package dev.regauge.operator.observe;

import dev.regauge.operator.config.OperatorConfig;
import dev.regauge.operator.gateway.Contact;
import dev.regauge.operator.gateway.Gangs;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which nodes are away as the fleet shows itself now: gone, not ready, or silent. */
@ApplicationScoped
public class FleetSight {
    private final Cluster cluster;
    private final Gangs gangs;
    private final OperatorConfig config;
    private final Sight sight;
    private final Set<String> known = new HashSet<>();

    FleetSight(Cluster cluster, Gangs gangs, OperatorConfig config) {
        this.cluster = cluster;
        this.gangs = gangs;
        this.config = config;
        this.sight = new Sight(config.bounds().silence());
    }

    /** Whether too much vanished at once to believe it. */
    public synchronized boolean blind(Instant now) {
        Set<String> here = new HashSet<>();
        Set<String> away = new HashSet<>();
        for (NodeView node : cluster.nodes()) {
            here.add(node.name());
            if (!node.ready()) {
                away.add(node.name());
            }
        }
        known.addAll(here);
        known.stream().filter(node -> !here.contains(node)).forEach(away::add);
        cluster.pods().stream()
                .filter(pod -> silent(pod, now))
                .map(PodChips::node)
                .forEach(away::add);
        boolean blind = sight.blind(known, away, now);
        if (!blind) {
            known.retainAll(here);
        }
        return blind;
    }

    private boolean silent(Pod pod, Instant now) {
        Optional<Contact> contact = Optional.ofNullable(
                gangs.contacts(Cluster.jobOf(pod)).get(pod.getMetadata().getName()));
        return pod.getMetadata().getDeletionTimestamp() == null
                && contact.filter(c -> !c.waiting()
                                && c.podUid().equals(pod.getMetadata().getUid())
                                && c.lastHeard().plus(config.bounds().silence()).isBefore(now))
                        .isPresent();
    }
}
