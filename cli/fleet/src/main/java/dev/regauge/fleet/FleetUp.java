package dev.regauge.fleet;

import dev.regauge.fleet.artifacts.ArtifactResolver;
import dev.regauge.fleet.artifacts.Binaries;
import dev.regauge.fleet.artifacts.Progress;
import dev.regauge.fleet.controlplane.ControlPlane;
import dev.regauge.fleet.controlplane.Credentials;
import dev.regauge.fleet.database.Database;
import dev.regauge.fleet.database.PostgresPrograms;
import dev.regauge.fleet.host.SharedSettings;
import dev.regauge.fleet.network.Bridge;
import dev.regauge.fleet.network.Ports;
import dev.regauge.fleet.network.Subnet;
import dev.regauge.fleet.node.CpuFeatures;
import dev.regauge.fleet.node.FleetNode;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import dev.regauge.fleet.state.NodeSpec;
import dev.regauge.fleet.state.StateLock;
import dev.regauge.fleet.tenancy.Manifests;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Brings a fleet up. Done again, it repairs what is broken and leaves alone what runs. */
public final class FleetUp {
    private final FleetSpec spec;
    private final ArtifactResolver artifacts;
    private final Progress progress;
    private final Path cache;

    /** @param cache where things that several fleets share are unpacked */
    public FleetUp(FleetSpec spec, ArtifactResolver artifacts, Path cache, Progress progress) {
        this.spec = spec;
        this.artifacts = artifacts;
        this.cache = cache;
        this.progress = progress;
    }

    public Fleet run() {
        Privilege.require();
        try (StateLock held = StateLock.hold(spec.state());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Binaries binaries = artifacts.binaries(progress);
            if (!spec.nodes().isEmpty()) {
                artifacts.nodePrograms(progress);
                artifacts.images(progress);
            }
            try {
                return up(binaries, threads);
            } catch (RuntimeException failure) {
                // What is still being waited for elsewhere would only delay the message.
                threads.shutdownNow();
                throw failure;
            }
        }
    }

    private Fleet up(Binaries binaries, ExecutorService threads) {
        Claim claim = claim();
        Layout layout = new Layout(spec.state(), claim.id());
        SharedSettings.join(claim.id());
        say("bridge " + new Subnet(claim.id()).bridge() + ", addresses " + new Subnet(claim.id()).cidr());

        Credentials credentials = new Credentials(layout, claim, Instant.now());
        Daemons daemons = new Daemons(layout.records(), layout.logs());
        Path kubeconfig = credentials.admin();
        var database = CompletableFuture.supplyAsync(() -> database(layout, claim, daemons), threads);
        List<FleetNode> nodes = Fleet.nodes(layout, claim, daemons);
        List<CompletableFuture<Void>> runtimes = nodes.stream()
                .map(node -> CompletableFuture.runAsync(() -> node.startRuntime(artifacts, progress), threads))
                .toList();
        try (KubernetesClient admin = Fleet.client(kubeconfig)) {
            ControlPlane controlPlane = new ControlPlane(layout, claim, credentials, daemons);
            controlPlane.start(binaries, spec.durable(), admin);
            say("API server ready");
            List<CompletableFuture<Void>> kubelets = new ArrayList<>();
            for (int i = 0; i < nodes.size(); i++) {
                FleetNode node = nodes.get(i);
                kubelets.add(runtimes.get(i)
                        .thenRunAsync(
                                () -> {
                                    node.startKubelet(binaries, credentials, admin);
                                    say("node " + node.spec().name() + " ready, "
                                            + node.spec().chips() + " chips");
                                },
                                threads));
            }
            controlPlane.awaitControllers(admin);
            new Manifests(binaries.kubectl(), kubeconfig).apply(spec.manifests());
            kubelets.forEach(FleetUp::join);
        }
        fleetFile(layout, claim, credentials, join(database)).write(spec.state());
        say("fleet " + spec.name() + " is up");
        return Fleet.in(spec.state()).orElseThrow();
    }

    /** The claim of before, or a new one; written down before anything uses it. */
    private Claim claim() {
        Claim old = Claim.read(spec.state()).orElse(null);
        if (old != null) {
            if (!old.nodes().equals(spec.nodes())) {
                throw new IllegalArgumentException("the fleet in " + spec.state() + " has the nodes "
                        + names(old.nodes()) + ", wanted are " + names(spec.nodes())
                        + ": run 'regauge down --purge' first, or name another --state");
            }
            Bridge.again(old.id(), spec.state());
            return old;
        }
        Subnet subnet = Bridge.claim(spec.state()).subnet();
        Claim claim = new Claim(spec.name(), subnet.id(), ports(subnet), spec.nodes());
        claim.write(spec.state());
        return claim;
    }

    private static Claim.Ports ports(Subnet subnet) {
        String host = subnet.host();
        int etcd = Ports.freeOnLoopback(subnet, 0);
        return new Claim.Ports(
                Ports.free(host, 6443),
                Ports.free(host, 7443),
                Ports.free(host, 7444),
                Ports.free(host, 10250),
                etcd,
                Ports.freeOnLoopback(subnet, 1),
                Ports.freeOnLoopback(subnet, 2),
                Ports.freeOnLoopback(subnet, 3),
                Ports.freeOnLoopback(subnet, 4));
    }

    private FleetFile.@Nullable Database database(Layout layout, Claim claim, Daemons daemons) {
        return switch (spec.database()) {
            case FleetSpec.DatabaseSpec.None none -> null;
            case FleetSpec.DatabaseSpec.Given given -> given.address();
            case FleetSpec.DatabaseSpec.Own own -> {
                FleetFile.Database address = new Database(layout, claim.ports().database(), daemons)
                        .start(PostgresPrograms.home(cache), spec.durable());
                say("PostgreSQL ready");
                yield address;
            }
        };
    }

    private FleetFile fleetFile(
            Layout layout, Claim claim, Credentials credentials, FleetFile.@Nullable Database database) {
        Subnet subnet = new Subnet(claim.id());
        String https = "https://" + subnet.host() + ":";
        return new FleetFile(
                claim.name(),
                claim.id(),
                layout.kubeconfig().toString(),
                new FleetFile.Bridge(subnet.bridge(), subnet.host(), subnet.cidr()),
                credentials.apiServer(),
                https + claim.ports().gateway(),
                https + claim.ports().compile(),
                database,
                credentials.files(),
                credentials.services(),
                claim.nodes().isEmpty() ? null : artifacts.images(progress).worker(),
                CpuFeatures.ofThisMachine(),
                claim.nodes().stream()
                        .map(node -> new FleetFile.Node(node.name(), node.pool(), node.chips()))
                        .toList());
    }

    private static List<String> names(List<NodeSpec> nodes) {
        return nodes.stream()
                .map(node -> node.name() + " (" + node.chips() + ")")
                .toList();
    }

    /** The failure itself, not the wrapper of the thread it happened in. */
    private static <T extends @Nullable Object> T join(CompletableFuture<T> work) {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void say(String line) {
        progress.say(line);
    }
}
