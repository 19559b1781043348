package dev.regauge.operator.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetDown;
import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.FleetUp;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import dev.regauge.fleet.database.Database;
import dev.regauge.fleet.services.ServiceSpec;
import dev.regauge.fleet.services.Services;
import dev.regauge.fleet.state.Claim;
import dev.regauge.fleet.state.FleetFile;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One control plane for all classes of a run, with the operator as a process beside it. {@code REGAUGE_IT_STATE} names one to be left running. */
final class ControlPlane {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static @Nullable ControlPlane shared;

    private final Fleet fleet;

    private ControlPlane(Fleet fleet) {
        this.fleet = fleet;
    }

    static synchronized ControlPlane shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static ControlPlane start() {
        String given = System.getenv("REGAUGE_IT_STATE");
        Path state = given == null ? temporary() : Path.of(given);
        FleetSpec spec = FleetSpec.controlPlaneOnly("operator-it", state)
                .with(TestDatabase.here())
                .with(List.of(
                        ROOT.resolve("crds/generated"),
                        ROOT.resolve("crds/rbac"),
                        ROOT.resolve("crds/admission"),
                        ROOT.resolve("crds/profiles")));
        if (given == null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> new FleetDown(state, System.out::println).run(true)));
        }
        Path cache = state.resolveSibling(state.getFileName() + "-cache");
        return new ControlPlane(new FleetUp(spec, LocalArtifacts.onThisMachine(), cache, System.out::println).run());
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("rg-op-it").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Fleet fleet() {
        return fleet;
    }

    KubernetesClient admin() {
        return fleet.admin();
    }

    /** Starts the operator's jar as a process, with the API server's own rights and bounds that tests can wait for. */
    void startOperator() {
        Path jar = ROOT.resolve("operator/target/quarkus-app/quarkus-run.jar");
        fleet.services()
                .startOperator(
                        fleet.file(),
                        new ServiceSpec(
                                jar,
                                List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"),
                                Map.of("REGAUGE_BOUNDS_SILENCE", "PT10S", "REGAUGE_BOUNDS_DRAINING", "PT8S")));
        fleet.services().awaitReady(Services.OPERATOR);
    }

    void killOperator() {
        fleet.faults().kill(Services.OPERATOR);
    }

    /** Whether it still runs or not; does not wait until it is ready. */
    void restartOperator() {
        fleet.faults().restart(Services.OPERATOR);
    }

    /** Returns once it takes connections. A start that fails on what the killed one has left is tried again, as a supervisor would. */
    void restartDatabase() {
        Duration patience = Duration.ofSeconds(15);
        Instant[] started = {Instant.EPOCH};
        JobFixture.until("the database to take connections", () -> {
            if (Instant.now().isAfter(started[0].plus(patience))) {
                fleet.faults().restart(Database.NAME);
                started[0] = Instant.now();
            }
            try (Connection connection = database()) {
                return connection.isValid(1);
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    Connection database() throws SQLException {
        FleetFile.Database database = Objects.requireNonNull(fleet.file().database());
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    /** What the operator's readiness probe answers; 0 where nobody does. */
    int readiness() {
        int port = Claim.read(fleet.layout().state()).orElseThrow().ports().operatorManagement();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest probe = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** What the operator wrote since then, leases left out, as the API server's audit log has it. */
    List<String> operatorWrites(Instant from) {
        Set<String> writes = Set.of("create", "update", "patch", "delete", "deletecollection");
        try (Stream<String> lines = Files.lines(fleet.layout().auditLog())) {
            return lines.map(ControlPlane::json)
                    .filter(line -> line.path("user").path("username").asText().equals("regauge-operator"))
                    .filter(line -> writes.contains(line.path("verb").asText()))
                    .filter(line ->
                            !line.path("objectRef").path("resource").asText().equals("leases"))
                    .filter(line -> Instant.parse(
                                    line.path("requestReceivedTimestamp").asText())
                            .isAfter(from))
                    .map(line -> line.path("verb").asText() + " "
                            + line.path("requestURI").asText())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nodes, pods, attempts and jobs, a line each, and the ends of two logs, for the reader of a test that failed. */
    String asItStands() {
        Stream<String> nodes = admin().nodes().list().getItems().stream()
                .map(node -> "node " + node.getMetadata().getName() + " "
                        + node.getSpec().getTaints().stream()
                                .map(taint -> taint.getKey() + ":" + taint.getEffect())
                                .toList());
        Stream<String> pods =
                admin().pods().inAnyNamespace().withLabel("regauge.dev/role", "worker").list().getItems().stream()
                        .map(pod -> "pod " + pod.getMetadata().getName() + " on "
                                + pod.getSpec().getNodeName() + ": "
                                + pod.getStatus().getPhase());
        Stream<String> attempts = admin().resources(TrainingAttempt.class).inAnyNamespace().list().getItems().stream()
                .map(attempt -> "attempt " + attempt.getMetadata().getName() + " of "
                        + attempt.getSpec().variant() + ": "
                        + (attempt.getStatus() == null
                                ? "new"
                                : attempt.getStatus().phase()));
        Stream<String> jobs = admin().resources(TrainingJob.class).inAnyNamespace().list().getItems().stream()
                .map(job -> "job " + job.getMetadata().getName() + ": "
                        + (job.getStatus() == null
                                ? "new"
                                : job.getStatus().status() + " "
                                        + job.getStatus().reason() + " "
                                        + job.getStatus().message()));
        return Stream.of(nodes, pods, attempts, jobs, end(Services.OPERATOR), end(Database.NAME))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    /** The last lines that a process wrote, without the places that an exception went through. */
    private Stream<String> end(String process) {
        try {
            List<String> lines = Files.readAllLines(fleet.log(process)).stream()
                    .filter(line -> !line.startsWith("\t"))
                    .toList();
            return lines.subList(Math.max(0, lines.size() - 30), lines.size()).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path operatorLog() {
        return fleet.log(Services.OPERATOR);
    }
}
