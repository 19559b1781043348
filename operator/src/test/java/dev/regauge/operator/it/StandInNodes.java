package dev.regauge.operator.it;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Node objects whose kubelets are played: leases are renewed, and a deleted pod on a living node is reported as ended. Scheduling is kube-scheduler's. */
final class StandInNodes implements AutoCloseable {
    static final String FEATURES = "0123456789abcdef";
    private static final String RESOURCE = "regauge.dev/cpu-chip";

    private final KubernetesClient admin;
    /** Chips by node. */
    private final Map<String, Integer> living = new ConcurrentHashMap<>();

    private final ScheduledExecutorService kubelets = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kubelets").factory());

    StandInNodes(KubernetesClient admin) {
        this.admin = admin;
        kubelets.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
    }

    /** The three nodes that the local fleet has. */
    void addAll() {
        add("cpu-8-a", "cpu-8", 8);
        add("cpu-4-a", "cpu-4", 4);
        add("cpu-4-b", "cpu-4", 4);
    }

    void add(String name, String pool, int chips) {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of(
                        "regauge.dev/pool", pool, "regauge.dev/profile", "cpu", "regauge.dev/cpu-features", FEATURES))
                .endMetadata()
                .withNewSpec()
                .addNewTaint()
                .withKey("regauge.dev/pool")
                .withValue(pool)
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build();
        if (admin.nodes().withName(name).get() == null) {
            admin.resource(node).create();
        }
        living.put(name, chips);
        untouched(() -> report(name, chips));
    }

    /** The node is ready. */
    private void report(String name, int chips) {
        Map<String, Quantity> resources = Map.of(
                "cpu",
                new Quantity("8"),
                "memory",
                new Quantity("16Gi"),
                "pods",
                new Quantity("50"),
                RESOURCE,
                new Quantity("" + chips));
        admin.nodes().withName(name).editStatus(n -> new NodeBuilder(n)
                .editOrNewStatus()
                .withCapacity(resources)
                .withAllocatable(resources)
                .withConditions(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("KubeletReady")
                        .withMessage("played")
                        .build())
                .editOrNewNodeInfo()
                .withBootID(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .endNodeInfo()
                .endStatus()
                .build());
    }

    /** Again until nobody else wrote in between. */
    private static void untouched(Runnable write) {
        JobFixture.until("a write that nobody crossed", () -> {
            try {
                write.run();
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
                return false;
            }
        });
    }

    /** From now on nothing comes from this node. */
    void silence(String name) {
        living.remove(name);
    }

    private void beat() {
        try {
            living.forEach((node, chips) -> {
                renew(node);
                // who judged the node by what it said before it came back may write so after it said that it is ready
                if (!ready(node)) {
                    report(node, chips);
                }
            });
            admin.pods()
                    .inAnyNamespace()
                    .withLabel("regauge.dev/role", "worker")
                    .list()
                    .getItems()
                    .forEach(this::report);
        } catch (KubernetesClientException e) {
            System.out.println("played kubelets: " + e.getMessage());
        }
    }

    private boolean ready(String node) {
        return admin.nodes().withName(node).get().getStatus().getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    private void renew(String node) {
        admin.leases()
                .inNamespace("kube-node-lease")
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(node)
                        .withNamespace("kube-node-lease")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(node)
                        .withLeaseDurationSeconds(40)
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .createOr(op -> op.update());
    }

    private void report(Pod pod) {
        String node = pod.getSpec().getNodeName();
        if (node == null || !living.containsKey(node)) {
            return;
        }
        String phase = pod.getStatus().getPhase();
        if (pod.getMetadata().getDeletionTimestamp() != null && !"Failed".equals(phase)) {
            end(pod, 143);
            admin.resource(pod).withGracePeriod(0).delete();
        } else if ("Pending".equals(phase)) {
            admin.resource(pod).editStatus(p -> new PodBuilder(p)
                    .editStatus()
                    .withPhase("Running")
                    .withPodIP("10.9.0."
                            + (1 + Math.floorMod(p.getMetadata().getName().hashCode(), 250)))
                    .withContainerStatuses(new ContainerStatusBuilder()
                            .withName("worker")
                            .withImage("x")
                            .withImageID("x")
                            .withReady(true)
                            .withRestartCount(0)
                            .withNewState()
                            .withNewRunning()
                            .endRunning()
                            .endState()
                            .build())
                    .endStatus()
                    .build());
        }
    }

    /** The kubelet's last report of a pod. */
    void end(Pod pod, int exitCode) {
        admin.resource(pod).editStatus(p -> new PodBuilder(p)
                .editStatus()
                .withPhase("Failed")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("worker")
                        .withImage("x")
                        .withImageID("x")
                        .withReady(false)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(exitCode)
                        .withReason("Error")
                        .endTerminated()
                        .endState()
                        .build())
                .endStatus()
                .build());
    }

    @Override
    public void close() {
        kubelets.shutdownNow();
    }
}
