package dev.regauge.fleet;

import dev.regauge.fleet.artifacts.Binaries;
import dev.regauge.fleet.controlplane.ControlPlane;
import dev.regauge.fleet.fault.Faults;
import dev.regauge.fleet.node.FleetNode;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.services.ServiceSpec;
import dev.regauge.fleet.services.Services;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import dev.regauge.fleet.state.NodeSpec;
import dev.regauge.fleet.tenancy.JobNamespace;
import dev.regauge.fleet.tenancy.Manifests;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A fleet that is up: what can be asked of it and done with it. Closing it leaves the fleet running. */
public final class Fleet implements AutoCloseable {
    private final Layout layout;
    private final FleetFile file;
    private final Claim claim;
    private final Daemons daemons;
    private final KubernetesClient admin;

    private Fleet(Layout layout, FleetFile file, Claim claim) {
        this.layout = layout;
        this.file = file;
        this.claim = claim;
        this.daemons = new Daemons(layout.records(), layout.logs());
        this.admin = client(Path.of(file.kubeconfig()));
    }

    /** The fleet whose state is in this folder; empty if none was ever brought up there. */
    public static Optional<Fleet> in(Path state) {
        Path whole = Layout.checked(state);
        return FleetFile.read(whole)
                .flatMap(file -> Claim.read(whole).map(claim -> new Fleet(new Layout(whole, claim.id()), file, claim)));
    }

    public FleetFile file() {
        return file;
    }

    public Layout layout() {
        return layout;
    }

    /** A client with all rights, for setting up and for tests; belongs to this object. */
    public KubernetesClient admin() {
        return admin;
    }

    public void apply(Binaries binaries, List<Path> manifests) {
        new Manifests(binaries.kubectl(), layout.kubeconfig()).apply(manifests);
    }

    /** A namespace where jobs may run, with its checkpoint claim bound. Safe to call again. */
    public void prepareNamespace(String name) {
        new JobNamespace(name, layout).prepare(admin);
    }

    /** Starts both services, or one of them anew if it is to run differently, and returns once they are ready. */
    public void startServices(ServiceSpec operator, ServiceSpec compileService) {
        Services services = services();
        services.startCompileService(file, compileService);
        services.startOperator(file, operator);
        services.awaitReady(Services.COMPILE_SERVICE);
        services.awaitReady(Services.OPERATOR);
    }

    public Services services() {
        return new Services(layout, claim.ports(), daemons);
    }

    /** Ways to hurt this fleet, for tests and drills. */
    public Faults faults() {
        return new Faults(layout, claim, daemons, nodes(layout, claim, daemons), admin);
    }

    public FleetStatus status() {
        boolean ready = ControlPlane.ready(admin);
        List<FleetStatus.Process> processes = daemons.names().stream()
                .map(name -> new FleetStatus.Process(
                        name, daemons.alive(name), daemons.process(name).pid()))
                .toList();
        List<FleetStatus.Node> nodes =
                claim.nodes().stream().map(spec -> status(spec, ready)).toList();
        return new FleetStatus(file.name(), ready, processes, nodes);
    }

    /** The log of one of the fleet's processes. */
    public Path log(String process) {
        return daemons.log(process);
    }

    @Override
    public void close() {
        admin.close();
    }

    private FleetStatus.Node status(NodeSpec spec, boolean apiServerReady) {
        Node node = apiServerReady ? admin.nodes().withName(spec.name()).get() : null;
        if (node == null) {
            return new FleetStatus.Node(spec.name(), false, 0);
        }
        boolean ready = node.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
        int chips = Optional.ofNullable(node.getStatus().getAllocatable().get(spec.resource()))
                .map(quantity -> quantity.getNumericalAmount().intValueExact())
                .orElse(0);
        return new FleetStatus.Node(spec.name(), ready, chips);
    }

    static List<FleetNode> nodes(Layout layout, Claim claim, Daemons daemons) {
        List<FleetNode> nodes = new ArrayList<>();
        for (NodeSpec spec : claim.nodes()) {
            nodes.add(new FleetNode(spec, nodes.size() + 1, layout, claim, daemons));
        }
        return nodes;
    }

    static KubernetesClient client(Path kubeconfig) {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + kubeconfig, e);
        }
    }
}
