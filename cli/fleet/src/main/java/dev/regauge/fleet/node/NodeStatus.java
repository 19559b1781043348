package dev.regauge.fleet.node;

import dev.regauge.fleet.process.Await;
import dev.regauge.fleet.state.NodeSpec;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/** What the API says of a node, and the chips that are written there. */
final class NodeStatus {
    /** Taints that the node controller gives and takes. */
    private static final Set<String> UNFIT = Set.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private final KubernetesClient admin;
    private final NodeSpec spec;
    private Instant since = Instant.EPOCH;

    NodeStatus(KubernetesClient admin, NodeSpec spec) {
        this.admin = admin;
        this.spec = spec;
    }

    /** Reports carry whole seconds: after this, a report of a new kubelet is later than any of the one before. */
    void letTheClockMoveOn() {
        Optional<Instant> last =
                node().flatMap(NodeStatus::ready).map(condition -> Instant.parse(condition.getLastHeartbeatTime()));
        last.ifPresent(time -> Await.until(
                "the second of the last report of " + spec.name() + " is over",
                Duration.ofSeconds(5),
                () -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(time)));
        since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Whether the kubelet that runs now has said that the node is ready, and pods may go there: the taint of a node that
     * was not ready outlives that state by a moment.
     *
     * @param old whether the kubelet was there before: then any report of readiness is its own
     */
    boolean ready(boolean old) {
        return node().filter(node ->
                        node.getSpec().getTaints().stream().map(Taint::getKey).noneMatch(UNFIT::contains))
                .flatMap(NodeStatus::ready)
                .filter(condition -> condition.getStatus().equals("True"))
                .filter(condition ->
                        old || !Instant.parse(condition.getLastHeartbeatTime()).isBefore(since))
                .isPresent();
    }

    /**
     * Writes the chips into capacity and allocatable. A kubelet sets resources it does not know to zero when it registers
     * and leaves them alone afterwards, so this follows each start of a kubelet.
     */
    void offerChips() {
        String chips = "{\"" + spec.resource() + "\":\"" + spec.chips() + "\"}";
        if (chipsOffered()) {
            return;
        }
        admin.nodes()
                .withName(spec.name())
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"status\":{\"capacity\":" + chips + ",\"allocatable\":" + chips + "}}");
    }

    private boolean chipsOffered() {
        return node().map(node -> node.getStatus().getAllocatable().get(spec.resource()))
                .filter(quantity -> quantity.getNumericalAmount().intValueExact() == spec.chips())
                .isPresent();
    }

    private static Optional<NodeCondition> ready(Node node) {
        return node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst();
    }

    private Optional<Node> node() {
        try {
            return Optional.ofNullable(admin.nodes().withName(spec.name()).get());
        } catch (KubernetesClientException away) {
            return Optional.empty();
        }
    }
}
