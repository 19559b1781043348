package dev.regauge.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.fleet.artifacts.ArtifactResolver;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import dev.regauge.fleet.artifacts.Progress;
import dev.regauge.fleet.controlplane.ControlPlane;
import dev.regauge.fleet.database.Database;
import dev.regauge.fleet.process.Await;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet without nodes: real control plane, real PostgreSQL. */
class FleetIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path STATE = Traces.shortFolder();
    private static final FleetSpec SPEC =
            FleetSpec.controlPlaneOnly("it", STATE).with(new FleetSpec.DatabaseSpec.Own());

    private static ArtifactResolver artifacts;
    private static Fleet fleet;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() {
        artifacts = LocalArtifacts.onThisMachine();
        fleet = up(SPEC);
    }

    @AfterAll
    static void down() {
        fleet.close();
        new FleetDown(STATE, Progress.silent()).run(true);
        assertThat(Traces.of(fleet.layout())).isEmpty();
        assertThat(STATE).doesNotExist();
    }

    @Test
    void upOnARunningFleetLeavesEveryProcessAlone() {
        List<FleetStatus.Process> before = fleet.status().processes();

        try (Fleet again = up(SPEC)) {
            assertThat(again.status().processes()).isEqualTo(before);
            assertThat(again.status().healthy()).isTrue();
        }
    }

    @Test
    void theBridgeKeepsItsHardwareAddressWhenCablesComeAndGo() throws IOException {
        String bridge = "rg" + fleet.layout().id();
        Path address = Path.of("/sys/class/net", bridge, "address");
        String before = Files.readString(address);
        try {
            Command.of("ip", "link", "add", "rgcable0", "type", "veth", "peer", "name", "rgcable1")
                    .run();
            // The lowest address of all: a bridge without its own would take it.
            Command.of("ip", "link", "set", "rgcable0", "address", "02:00:00:00:00:01")
                    .run();
            Command.of("ip", "link", "set", "rgcable0", "master", bridge).run();
            assertThat(Files.readString(address)).isEqualTo(before);
        } finally {
            Command.of("ip", "link", "delete", "rgcable0").attempt();
        }
        assertThat(Files.readString(address)).isEqualTo(before);
    }

    @Test
    void upRepairsWhatHasDied() {
        fleet.faults().kill(ControlPlane.CONTROLLER_MANAGER);
        fleet.faults().kill(Database.NAME);
        assertThat(fleet.status().healthy()).isFalse();

        try (Fleet again = up(SPEC)) {
            assertThat(again.status().healthy()).isTrue();
        }
    }

    @Test
    void upForOtherNodesThanBeforeIsRefused() {
        assertThatThrownBy(() -> up(FleetSpec.complete("it", STATE)))
                .hasMessageContaining("has the nodes []")
                .hasMessageContaining("down --purge");
    }

    @Test
    void theApiServerComesBackAfterACrash() {
        fleet.faults().killApiServer();
        assertThat(ControlPlane.ready(fleet.admin())).isFalse();

        fleet.faults().restartApiServer();

        assertThat(ControlPlane.ready(fleet.admin())).isTrue();
    }

    @Test
    void aSchedulerThatLostItsLeaseIsStartedAgainWithTheApiServer() {
        fleet.faults().killApiServer();
        fleet.faults().kill(ControlPlane.SCHEDULER);

        fleet.faults().restartApiServer();

        assertThat(fleet.status().healthy()).isTrue();
        Await.until(
                "the new scheduler leads",
                Duration.ofSeconds(15),
                () -> fleet.admin()
                                .leases()
                                .inNamespace("kube-system")
                                .withName(ControlPlane.SCHEDULER)
                                .get()
                        != null);
    }

    @Test
    void theApiServerListensOnTheBridgeAlone() {
        int port = URI.create(fleet.file().apiServer()).getPort();

        assertThatThrownBy(() -> new Socket().connect(new InetSocketAddress("127.0.0.1", port), 2_000))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void theServicesAreKnownByNameAndMayDoNothingUntilTheirRbacIsApplied() {
        FleetFile.Kubeconfigs kubeconfigs = fleet.file().kubeconfigs();

        assertThat(refusal(kubeconfigs.operator())).contains("\"regauge-operator\" cannot list resource \"nodes\"");
        assertThat(refusal(kubeconfigs.compileService())).contains("\"regauge-compile-service\"");
        assertThat(refusal(kubeconfigs.cli())).contains("\"regauge-cli\"");
    }

    @Test
    void kindsAndTheirObjectsAreAppliedInOrder() throws IOException {
        Path kinds = Files.writeString(folder.resolve("kinds.yaml"), """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: trains.test.regauge.dev}
                spec:
                  group: test.regauge.dev
                  scope: Cluster
                  names: {kind: Train, plural: trains}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """);
        Path objects = Files.writeString(folder.resolve("objects.yaml"), """
                apiVersion: test.regauge.dev/v1
                kind: Train
                metadata: {name: express}
                """);

        fleet.apply(artifacts.binaries(Progress.silent()), List.of(kinds, objects));

        assertThat(fleet.admin()
                        .genericKubernetesResources("test.regauge.dev/v1", "Train")
                        .withName("express")
                        .get())
                .isNotNull();
    }

    @Test
    void aJobNamespaceHasItsCheckpointClaimAndRefusesCarelessPods() {
        fleet.prepareNamespace("research");
        fleet.prepareNamespace("research");

        assertThat(fleet.layout().checkpoints("research")).isDirectory();
        assertThatThrownBy(() -> fleet.admin()
                        .pods()
                        .inNamespace("research")
                        .resource(careless())
                        .create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
    }

    @Test
    void aNamespaceThatWasDeletedCanBePreparedAgain() {
        fleet.prepareNamespace("short-lived");
        fleet.admin().namespaces().withName("short-lived").delete();
        Await.until(
                "the namespace is gone",
                SOON,
                () -> fleet.admin().namespaces().withName("short-lived").get() == null);

        fleet.prepareNamespace("short-lived");

        assertThat(fleet.admin()
                        .persistentVolumeClaims()
                        .inNamespace("short-lived")
                        .withName("checkpoints")
                        .get()
                        .getStatus()
                        .getPhase())
                .isEqualTo("Bound");
    }

    @Test
    void theAuditLogTellsWhoWroteWhatAndNothingOfReads() throws IOException {
        fleet.admin()
                .configMaps()
                .inNamespace("default")
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("seen")
                        .endMetadata()
                        .build())
                .create();
        fleet.admin().configMaps().inNamespace("default").withName("seen").get();

        List<String> lines = Files.readAllLines(fleet.layout().auditLog());

        assertThat(lines)
                .anyMatch(line -> line.contains("\"verb\":\"create\"")
                        && line.contains("\"name\":\"seen\"")
                        && line.contains("\"username\":\"regauge-admin\""));
        assertThat(lines).noneMatch(line -> line.contains("\"verb\":\"get\""));
    }

    @Test
    void theDatabaseBelongsToItsRole() throws SQLException {
        FleetFile.Database address = fleet.file().database();

        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS history (id int)");
            var roles = statement.executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
            roles.next();
            assertThat(roles.getBoolean(1)).as("superuser").isFalse();
        }
        assertThatThrownBy(() -> DriverManager.getConnection(address.url(), address.user(), "wrong"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void twoFleetsOnOneMachineDoNotMeet() {
        Path other = Traces.shortFolder();
        Layout layout;
        try (Fleet second = up(FleetSpec.controlPlaneOnly("it", other))) {
            layout = second.layout();
            assertThat(second.file().bridge()).isNotEqualTo(fleet.file().bridge());
            second.prepareNamespace("only-here");
            assertThat(fleet.admin().namespaces().withName("only-here").get()).isNull();
            // The authority of one fleet is no authority in the other.
            assertThat(refusal(fleet.file().kubeconfigs().cli(), second.file().apiServer()))
                    .isNotEmpty();
        }
        new FleetDown(other, Progress.silent()).run(true);

        assertThat(Traces.of(layout)).isEmpty();
        assertThat(fleet.status().healthy()).isTrue();
    }

    @Test
    void downWhereNoFleetIsSaysSo() {
        StringBuilder said = new StringBuilder();

        new FleetDown(folder, said::append).run(true);

        assertThat(said).contains("no fleet in " + folder);
        assertThat(folder).exists();
    }

    private static Fleet up(FleetSpec spec) {
        return new FleetUp(spec, artifacts, STATE.resolveSibling("cache"), Progress.silent()).run();
    }

    private static String refusal(String kubeconfig) {
        return refusal(kubeconfig, fleet.file().apiServer());
    }

    private static String refusal(String kubeconfig, String server) {
        Config config = Config.fromKubeconfig(read(Path.of(kubeconfig)));
        config.setMasterUrl(server);
        config.setRequestRetryBackoffLimit(0);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            client.nodes().list();
            return "";
        } catch (KubernetesClientException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pod careless() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("careless")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("any")
                .endContainer()
                .endSpec()
                .build();
    }
}
