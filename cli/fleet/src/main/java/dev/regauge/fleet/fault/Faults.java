package dev.regauge.fleet.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.fleet.controlplane.ControlPlane;
import dev.regauge.fleet.controlplane.Credentials;
import dev.regauge.fleet.node.FleetNode;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.process.CommandFailed;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.Layout;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What can go wrong with a fleet. Nothing here tells Kubernetes: it has to find out by itself. */
public final class Faults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Layout layout;
    private final Claim claim;
    private final Daemons daemons;
    private final List<FleetNode> nodes;
    private final KubernetesClient admin;

    public Faults(Layout layout, Claim claim, Daemons daemons, List<FleetNode> nodes, KubernetesClient admin) {
        this.layout = layout;
        this.claim = claim;
        this.daemons = daemons;
        this.nodes = List.copyOf(nodes);
        this.admin = admin;
    }

    /**
     * The node loses power: kubelet, runtime, shims and containers are dead at once, and nothing answers for their pods. A
     * network namespace outlives its processes and would refuse connections, so the links go down as well.
     */
    public void killNode(String name) {
        FleetNode node = node(name);
        node.podNetworks().forEach(network -> setLink(network, "down"));
        node.kill();
    }

    /**
     * The node is cut off: its pods reach nobody and its kubelet says nothing, but its containers go on. What they write
     * to the checkpoint volume still arrives, as from a node whose storage has a network of its own.
     */
    public void partitionNode(String name) {
        FleetNode node = node(name);
        daemons.pause(node.kubelet());
        node.podNetworks().forEach(network -> setLink(network, "down"));
    }

    /** Ends any fault of a node: links up, processes running, Ready again with its chips. */
    public void healNode(String name) {
        FleetNode node = node(name);
        node.podNetworks().forEach(network -> setLink(network, "up"));
        node.revive(admin);
    }

    public void killApiServer() {
        daemons.kill(ControlPlane.API_SERVER);
    }

    /** Kills the API server if it still runs, starts it again and returns once it is ready. */
    public void restartApiServer() {
        new ControlPlane(layout, claim, new Credentials(layout, claim, Instant.now()), daemons).restartApiServer(admin);
    }

    /** A crash of one of the fleet's processes, by name as in {@code status}. */
    public void kill(String process) {
        daemons.kill(process);
    }

    /** A process that stands still, as under a long garbage collection or a frozen virtual machine. */
    public void pause(String process) {
        daemons.pause(process);
    }

    public void resume(String process) {
        daemons.resume(process);
    }

    /** Kills the process if it still runs and starts it as it was started before; does not wait for readiness. */
    public void restart(String process) {
        daemons.restart(process);
    }

    /** The bridge's end of a pod's cable; its number is written on the pod's end. A pod without a cable has no need. */
    private static void setLink(Path network, String state) {
        List<String> inside = List.of("nsenter", "--net=" + network, "ip", "-j", "link", "show", "eth0");
        Command.Result cable = Command.of(inside).attempt();
        if (!cable.succeeded()) {
            if (cable.error().contains("does not exist")) {
                return;
            }
            throw new CommandFailed(
                    String.join(" ", inside) + ": " + cable.error().strip());
        }
        int peer = linkIndex(cable.output());
        String links = Command.of("ip", "-o", "link", "show").run();
        String name = links.lines()
                .filter(line -> line.startsWith(peer + ": "))
                .map(line -> line.split(": ")[1].replaceFirst("@.*", ""))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the cable of " + network + " ends in link " + peer
                        + ", which is none of this machine's:\n" + links));
        Command.of("ip", "link", "set", name, state).run();
    }

    static int linkIndex(String linkJson) {
        try {
            return JSON.readTree(linkJson).path(0).path("link_index").asInt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("'ip -j link' printed no JSON: " + linkJson, e);
        }
    }

    private FleetNode node(String name) {
        return nodes.stream()
                .filter(node -> node.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node '" + name + "' in this fleet; there are "
                        + nodes.stream().map(node -> node.spec().name()).toList()));
    }
}
