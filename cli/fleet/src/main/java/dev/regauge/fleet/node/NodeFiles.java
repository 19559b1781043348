package dev.regauge.fleet.node;

import dev.regauge.fleet.artifacts.Images;
import dev.regauge.fleet.artifacts.NodePrograms;
import dev.regauge.fleet.network.Subnet;
import dev.regauge.fleet.pki.Credential;
import dev.regauge.fleet.state.Layout;
import dev.regauge.fleet.state.NodeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The configuration files of one node's containerd, CNI plugins and kubelet. */
record NodeFiles(Layout layout, Subnet subnet, NodeSpec spec, int number) {
    Path home() {
        return layout.node(spec.name());
    }

    Path containerdRoot() {
        return home().resolve("containerd");
    }

    Path kubeletRoot() {
        return home().resolve("kubelet");
    }

    Path socket() {
        return layout.nodeRun(spec.name()).resolve("containerd.sock");
    }

    /** Bundles, pipes and network namespaces of the containers that run now. */
    Path containerdState() {
        return layout.nodeRun(spec.name()).resolve("containerd");
    }

    Path containerdConfiguration(NodePrograms programs, Images images) {
        return write("containerd.toml", """
                version = 2
                root = "%s"
                state = "%s"
                oom_score = 0
                disabled_plugins = [
                  "io.containerd.internal.v1.opt",
                  "io.containerd.snapshotter.v1.aufs",
                  "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs"]
                [grpc]
                  address = "%s"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  restrict_oom_score_adj = true
                  disable_apparmor = true
                  netns_mounts_under_state_dir = true
                  stream_server_address = "127.0.0.1"
                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "overlayfs"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"
                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        BinaryName = "%s"
                        Root = "%s"
                        SystemdCgroup = false
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "%s"
                """.formatted(
                        containerdRoot(),
                        containerdState(),
                        socket(),
                        images.pause(),
                        programs.runc(),
                        layout.nodeRun(spec.name()).resolve("runc"),
                        programs.cniPlugins(),
                        networkConfiguration()));
    }

    /** The bridge has its address from us: a plugin that gave it one would also turn on forwarding on the host. */
    private Path networkConfiguration() {
        List<String> pods = subnet.pods(number);
        write("cni/10-fleet.conflist", """
                {"cniVersion": "1.0.0", "name": "%1$s-%2$s", "plugins": [
                  {"type": "bridge", "bridge": "%1$s", "isGateway": false, "ipMasq": false, "ipam": {
                    "type": "host-local", "dataDir": "%3$s",
                    "ranges": [[{"subnet": "%4$s", "rangeStart": "%5$s", "rangeEnd": "%6$s", "gateway": "%7$s"}]],
                    "routes": [{"dst": "0.0.0.0/0"}]}}]}
                """.formatted(
                        subnet.bridge(),
                        spec.name(),
                        home().resolve("addresses"),
                        subnet.cidr(),
                        pods.getFirst(),
                        pods.getLast(),
                        subnet.host()));
        return home().resolve("cni");
    }

    Path kubeletConfiguration(Credential server, Path authority, String controlGroup, int port) {
        write("resolv.conf", "");
        return write("kubelet.yaml", """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                address: %1$s
                port: %2$d
                healthzPort: 0
                readOnlyPort: 0
                authentication:
                  anonymous: {enabled: false}
                  webhook: {enabled: true}
                  x509: {clientCAFile: %3$s}
                authorization: {mode: Webhook}
                tlsCertFile: %4$s
                tlsPrivateKeyFile: %5$s
                containerRuntimeEndpoint: unix://%6$s
                cgroupDriver: cgroupfs
                cgroupRoot: %7$s
                cgroupsPerQOS: true
                enforceNodeAllocatable: []
                # Older kernels have only the first version of control groups.
                failCgroupV1: false
                failSwapOn: false
                makeIPTablesUtilChains: false
                oomScoreAdj: 0
                clusterDNS: [%1$s]
                clusterDomain: cluster.local
                resolvConf: %8$s/resolv.conf
                podLogsDir: %8$s/logs
                volumePluginDir: %8$s/volume-plugins
                # Silence is noticed after 20 s; a node that does not change reports every five minutes.
                nodeStatusUpdateFrequency: 5s
                nodeStatusReportFrequency: 5m
                nodeLeaseDurationSeconds: 20
                # All nodes share one disk and one memory: none of them may act on what the others use.
                evictionHard: {memory.available: 100Mi, nodefs.available: 1%%, imagefs.available: 1%%}
                imageGCHighThresholdPercent: 100
                imageGCLowThresholdPercent: 99
                maxPods: 200
                registerWithTaints:
                  - {key: regauge.dev/pool, value: %9$s, effect: NoSchedule}
                """.formatted(
                        subnet.host(),
                        port,
                        authority,
                        server.certificate(),
                        server.key(),
                        socket(),
                        controlGroup,
                        home(),
                        spec.pool()));
    }

    private Path write(String name, String content) {
        Path file = home().resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
