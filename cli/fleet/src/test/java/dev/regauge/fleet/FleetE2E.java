package dev.regauge.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.fleet.artifacts.ArtifactResolver;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import dev.regauge.fleet.artifacts.Progress;
import dev.regauge.fleet.process.Await;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.state.NodeSpec;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three real nodes with real containers. The tests follow one another like the days of a fleet. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetE2E {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String NAMESPACE = "research";
    private static final String COUNTS = """
            import time
            n = 0
            while True:
                n += 1
                with open("/checkpoints/%s", "w") as f:
                    f.write(str(n))
                time.sleep(0.1)
            """;

    private static final Path STATE = Traces.shortFolder();
    private static final FleetSpec SPEC = FleetSpec.complete("e2e", STATE).forgetful();

    private static ArtifactResolver artifacts;
    private static Fleet fleet;

    @BeforeAll
    static void up() {
        artifacts = LocalArtifacts.onThisMachine();
        fleet = bringUp();
        fleet.prepareNamespace(NAMESPACE);
    }

    @AfterAll
    static void leaveNothing() {
        fleet.close();
        new FleetDown(STATE, Progress.silent()).run(true);
        assertThat(Traces.of(fleet.layout())).isEmpty();
        assertThat(STATE).doesNotExist();
    }

    @Test
    @Order(1)
    void everyNodeOffersTheChipsLabelsAndTaintOfItsPool() {
        for (NodeSpec spec : NodeSpec.threeCpuNodes()) {
            Node node = fleet.admin().nodes().withName(spec.name()).get();

            assertThat(node.getStatus().getAllocatable().get("regauge.dev/cpu-chip"))
                    .isEqualTo(new Quantity(Integer.toString(spec.chips())));
            assertThat(node.getMetadata().getLabels())
                    .containsEntry("regauge.dev/pool", spec.pool())
                    .containsEntry("regauge.dev/profile", "cpu")
                    .containsEntry("regauge.dev/cpu-features", fleet.file().cpuFeatures());
            assertThat(node.getSpec().getTaints())
                    .extracting(Taint::getKey, Taint::getValue, Taint::getEffect)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("regauge.dev/pool", spec.pool(), "NoSchedule"));
        }
    }

    @Test
    @Order(2)
    void aHardenedPodOnEachNodeRunsTheWorkerImageAndSharesTheCheckpointVolume() {
        for (NodeSpec spec : NodeSpec.threeCpuNodes()) {
            fleet.admin()
                    .pods()
                    .inNamespace(NAMESPACE)
                    .resource(counter(spec.name(), 4))
                    .create();
        }
        for (NodeSpec spec : NodeSpec.threeCpuNodes()) {
            awaitCounting(spec.name());
            Await.until("the kubelet has told the address of pod " + spec.name(), SOON, () -> hasAddress(spec.name()));
            assertThat(reachable(spec.name())).isTrue();
        }
    }

    @Test
    @Order(3)
    void chipsThatAreTakenAreNotGivenTwice() {
        Pod tooMany = counter("too-many", 5);
        tooMany.getSpec().setNodeSelector(Map.of("kubernetes.io/hostname", "cpu-8-a"));
        fleet.admin().pods().inNamespace(NAMESPACE).resource(tooMany).create();

        Await.until("the pod is refused", SOON, () -> pod("too-many").getStatus().getConditions().stream()
                .anyMatch(condition -> "Unschedulable".equals(condition.getReason())
                        && condition.getMessage().contains("Insufficient regauge.dev/cpu-chip")));
        fleet.admin().pods().inNamespace(NAMESPACE).withName("too-many").delete();
    }

    @Test
    @Order(4)
    void upOnARunningFleetLeavesEveryProcessAlone() {
        List<FleetStatus.Process> before = fleet.status().processes();

        try (Fleet again = bringUp()) {
            assertThat(again.status().processes()).isEqualTo(before);
        }
        assertThat(counting("cpu-8-a")).isTrue();
    }

    @Test
    @Order(5)
    void aNodeThatDiesIsNoticedAndComesBackWithItsChips() {
        fleet.faults().killNode("cpu-4-b");
        assertThat(counting("cpu-4-b")).isFalse();
        awaitReady("cpu-4-b", "Unknown");
        assertThat(reachable("cpu-4-b")).as(this::network).isFalse();
        assertThat(counting("cpu-8-a")).as("another node's pod").isTrue();

        fleet.faults().healNode("cpu-4-b");

        assertThat(fleet.status()).matches(FleetStatus::healthy, "healthy");
        assertThat(fleet.status().nodes()).contains(new FleetStatus.Node("cpu-4-b", true, 4));
        awaitCounting("cpu-4-b");
    }

    @Test
    @Order(6)
    void aNodeThatIsCutOffWorksOnUnheard() {
        fleet.faults().partitionNode("cpu-4-a");
        awaitReady("cpu-4-a", "Unknown");
        assertThat(reachable("cpu-4-a")).as(this::network).isFalse();
        assertThat(counting("cpu-4-a")).as("the zombie writes on").isTrue();

        fleet.faults().healNode("cpu-4-a");

        assertThat(fleet.status()).matches(FleetStatus::healthy, "healthy");
        assertThat(reachable("cpu-4-a")).as(this::network).isTrue();
        assertThat(pod("cpu-4-a").getStatus().getContainerStatuses().getFirst().getRestartCount())
                .as("its container never stopped")
                .isZero();
    }

    @Test
    @Order(7)
    void downLeavesNothingButTheStateAndUpGoesOnFromThere() {
        fleet.close();
        new FleetDown(STATE, Progress.silent()).run(false);
        assertThat(Traces.of(fleet.layout())).isEmpty();

        fleet = bringUp();

        assertThat(fleet.status()).matches(FleetStatus::healthy, "healthy");
        awaitCounting("cpu-8-a");
    }

    private static Fleet bringUp() {
        return new FleetUp(SPEC, artifacts, STATE.resolveSibling("cache"), Progress.silent()).run();
    }

    private static Pod pod(String name) {
        return Objects.requireNonNull(
                fleet.admin().pods().inNamespace(NAMESPACE).withName(name).get(), name);
    }

    private static void awaitReady(String node, String status) {
        Await.until(
                "node " + node + " has Ready=" + status,
                SOON,
                () -> fleet.admin().nodes().withName(node).get().getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals(status)));
    }

    private static void awaitCounting(String name) {
        Await.until("pod " + name + " counts", SOON, () -> counting(name), () -> pod(name)
                .getStatus()
                .toString());
    }

    /** Whether the pod's file changes: it is written ten times a second. */
    private static boolean counting(String name) {
        String before = count(name);
        try {
            Await.until("the count of " + name + " moves", Duration.ofSeconds(3), () -> !count(name)
                    .equals(before));
            return true;
        } catch (Await.NotInTime still) {
            return false;
        }
    }

    private static String count(String name) {
        Path file = fleet.layout().checkpoints(NAMESPACE).resolve(name);
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasAddress(String name) {
        return pod(name).getStatus().getPodIP() != null;
    }

    private static boolean reachable(String name) {
        // Without a name, Java would look for loopback.
        String address = Objects.requireNonNull(pod(name).getStatus().getPodIP(), "address of pod " + name);
        try {
            return InetAddress.getByName(address).isReachable(2_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the machine knows of pods' networks, for the message of a test that failed. */
    private String network() {
        return "a pod of the node is reachable; links:\n"
                + Command.of("ip", "-o", "link").run()
                + Command.of("ip", "neighbor").run()
                + Command.of("grep", "netns", "/proc/self/mountinfo").attempt().output();
    }

    private static Pod counter(String name, int chips) {
        Map<String, Quantity> chip = Map.of("regauge.dev/cpu-chip", new Quantity(Integer.toString(chips)));
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeSelector(Map.of("kubernetes.io/hostname", name))
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .addNewToleration()
                .withOperator("Exists")
                .endToleration()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(65532L)
                .withRunAsGroup(65532L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(new ContainerBuilder()
                        .withName("counter")
                        .withImage(fleet.file().workerImage())
                        .withImagePullPolicy("Never")
                        .withCommand("python", "-c", COUNTS.formatted(name))
                        .withNewSecurityContext()
                        .withAllowPrivilegeEscalation(false)
                        .withReadOnlyRootFilesystem(true)
                        .withNewCapabilities()
                        .withDrop("ALL")
                        .endCapabilities()
                        .endSecurityContext()
                        .withNewResources()
                        .withRequests(chip)
                        .withLimits(chip)
                        .endResources()
                        .addNewVolumeMount()
                        .withName("checkpoints")
                        .withMountPath("/checkpoints")
                        .endVolumeMount()
                        .build())
                .addNewVolume()
                .withName("checkpoints")
                .withNewPersistentVolumeClaim()
                .withClaimName("checkpoints")
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build();
    }
}
