package dev.regauge.fleet.node;

import dev.regauge.fleet.artifacts.ArtifactResolver;
import dev.regauge.fleet.artifacts.Binaries;
import dev.regauge.fleet.artifacts.Images;
import dev.regauge.fleet.artifacts.NodePrograms;
import dev.regauge.fleet.artifacts.Progress;
import dev.regauge.fleet.controlplane.Credentials;
import dev.regauge.fleet.host.ControlGroups;
import dev.regauge.fleet.host.Mounts;
import dev.regauge.fleet.network.Subnet;
import dev.regauge.fleet.process.Await;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.process.Launch;
import dev.regauge.fleet.process.ProcessIdentity;
import dev.regauge.fleet.process.Signal;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.Layout;
import dev.regauge.fleet.state.NodeSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One node of a fleet: its processes, from first start to the last trace. */
public final class FleetNode {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final NodeSpec spec;
    private final NodeFiles files;
    private final int kubeletPort;
    private final Layout layout;
    private final Daemons daemons;
    private final ControlGroups groups;

    /** @param number from 1, decides the node's pod addresses and its kubelet's port */
    public FleetNode(NodeSpec spec, int number, Layout layout, Claim claim, Daemons daemons) {
        this.spec = spec;
        this.files = new NodeFiles(layout, new Subnet(claim.id()), spec, number);
        this.kubeletPort = claim.ports().firstKubelet() + number - 1;
        this.layout = layout;
        this.daemons = daemons;
        this.groups = new ControlGroups(claim.id());
    }

    public NodeSpec spec() {
        return spec;
    }

    public String kubelet() {
        return "kubelet-" + spec.name();
    }

    public String containerd() {
        return "containerd-" + spec.name();
    }

    /** Starts the container runtime with the fleet's images in its store. */
    public void startRuntime(ArtifactResolver artifacts, Progress progress) {
        NodePrograms programs = artifacts.nodePrograms(progress);
        Images images = artifacts.images(progress);
        if (isEmpty(files.containerdRoot())) {
            artifacts.prepareStore(files.containerdRoot(), progress);
        }
        Path configuration = files.containerdConfiguration(programs, images);
        daemons.ensure(new Launch(
                        containerd(), List.of(programs.containerd().toString(), "--config", configuration.toString()))
                .reading(configuration));
        awaitRuntime();
        // A store of before lacks an image that was built since.
        artifacts.addImages(files.socket(), progress);
    }

    /** Starts the kubelet and returns once the node is Ready and offers its chips. */
    public void startKubelet(Binaries binaries, Credentials credentials, KubernetesClient admin) {
        Path configuration = files.kubeletConfiguration(
                credentials.kubeletServer(spec.name()),
                credentials.authority(),
                groups.create(spec.name()),
                kubeletPort);
        Launch launch = new Launch(
                        kubelet(),
                        List.of(
                                binaries.kubelet().toString(),
                                "--config=" + configuration,
                                "--kubeconfig=" + credentials.node(spec.name()),
                                "--root-dir=" + files.kubeletRoot(),
                                "--cert-dir=" + files.kubeletRoot().resolve("pki"),
                                "--hostname-override=" + spec.name(),
                                "--node-ip=" + files.subnet().host(),
                                "--node-labels=regauge.dev/pool=" + spec.pool() + ",regauge.dev/profile="
                                        + spec.profile() + ",regauge.dev/cpu-features=" + CpuFeatures.ofThisMachine()))
                .reading(configuration);
        NodeStatus status = new NodeStatus(admin, spec);
        boolean runs = daemons.runs(launch);
        if (!runs) {
            daemons.stop(kubelet(), GRACE);
            status.letTheClockMoveOn();
            daemons.ensure(launch);
        }
        awaitReady(status, runs);
        status.offerChips();
    }

    /** Starts both processes again as they were, after a fault; the chips are offered anew. */
    public void revive(KubernetesClient admin) {
        for (String name : List.of(containerd(), kubelet())) {
            if (daemons.paused(name)) {
                daemons.resume(name);
            }
        }
        if (!daemons.alive(containerd())) {
            daemons.restart(containerd());
            awaitRuntime();
        }
        NodeStatus status = new NodeStatus(admin, spec);
        boolean runs = daemons.alive(kubelet());
        if (!runs) {
            groups.create(spec.name());
            status.letTheClockMoveOn();
            daemons.restart(kubelet());
        }
        awaitReady(status, runs);
        status.offerChips();
    }

    /** Kills everything on the node at once, as if its power went: kubelet, runtime, shims and containers. */
    public void kill() {
        List<Path> sockets = shimSockets();
        daemons.kill(kubelet());
        daemons.kill(containerd());
        shims().forEach(Signal.KILL::send);
        groups.killAll(spec.name());
        // A shim that was being born has been seen by neither of the two.
        shims().forEach(Signal.KILL::send);
        groups.killAll(spec.name());
        sockets.forEach(FleetNode::delete);
    }

    /** Ends the node and takes away what it left on the machine outside the state folder. */
    public void stop() {
        daemons.stop(kubelet(), GRACE);
        kill();
        Mounts.removeBelow(layout.nodeRun(spec.name()));
        Mounts.removeBelow(files.home());
        daemons.forget(kubelet());
        daemons.forget(containerd());
    }

    /** Files of the network namespaces of the pods that run now. */
    public List<Path> podNetworks() {
        return Mounts.below(files.containerdState().resolve("io.containerd.grpc.v1.cri/netns"));
    }

    /** A kubelet ends when its container runtime is not ready yet; what supervises a real node starts it again. */
    private void awaitReady(NodeStatus status, boolean old) {
        Await.until(
                "node " + spec.name() + " is Ready",
                READY,
                () -> {
                    if (!daemons.alive(kubelet())) {
                        daemons.restart(kubelet());
                    }
                    return status.ready(old);
                },
                () -> daemons.logTail(kubelet()));
    }

    /** The shims of this node's containers: they are told the address of its containerd. */
    private List<ProcessIdentity> shims() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains("\0-address\0" + files.socket() + "\0"))
                .flatMap(process -> ProcessIdentity.of(process.pid()).stream())
                .toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }

    /** Shims make their sockets in a folder of their own choice and write the name beside the container. */
    private List<Path> shimSockets() {
        Path tasks =
                files.containerdState().resolve("io.containerd.runtime.v2.task").resolve("k8s.io");
        if (!Files.isDirectory(tasks)) {
            return List.of();
        }
        try (Stream<Path> containers = Files.list(tasks)) {
            return containers
                    .map(container -> container.resolve("address"))
                    .filter(Files::exists)
                    .map(FleetNode::socketNamedIn)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + tasks, e);
        }
    }

    private static Path socketNamedIn(Path file) {
        try {
            return Path.of(Files.readString(file).strip().replaceFirst("^unix://", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + file, e);
        }
    }

    private void awaitRuntime() {
        daemons.await(containerd(), "it answers", READY, () -> {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(files.socket()))) {
                return channel.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static boolean isEmpty(Path folder) {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }
}
