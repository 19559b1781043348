package dev.regauge.compileservice.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.regauge.compileservice.TestKey;
import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import dev.regauge.compileservice.index.IndexEntry;
import dev.regauge.compileservice.index.Reports;
import dev.regauge.compileservice.observe.Limits;
import dev.regauge.compileservice.observe.PodReading;
import dev.regauge.compileservice.request.Request;
import dev.regauge.compileservice.sign.Dsse;
import dev.regauge.crds.v1alpha1.AxisRule;
import dev.regauge.crds.v1alpha1.ChipFacts;
import dev.regauge.crds.v1alpha1.EfficiencyPrior;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.crds.v1alpha1.MeshAxis;
import dev.regauge.crds.v1alpha1.Platform;
import dev.regauge.crds.v1alpha1.Remat;
import dev.regauge.crds.v1alpha1.TargetFacts;
import dev.regauge.scheduler.executable.BundleManifest;
import dev.regauge.scheduler.executable.CanonicalJson;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages that this service exchanges with Python, on the fixtures that Python's tests read too. */
class ContractFixturesTest {
    private static final Path FIXTURES = Path.of("../worker-image/contract/fixtures");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<Path> fixtures(String message) throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES.resolve(message))) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    static List<Path> requests() throws IOException {
        return fixtures("compile-request");
    }

    static List<Path> results() throws IOException {
        return fixtures("compile-result");
    }

    static List<Path> manifests() throws IOException {
        return fixtures("manifest");
    }

    static List<Path> reports() throws IOException {
        return fixtures("report");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_spec_becomes_the_request_that_the_compiler_reads(Path file) throws IOException {
        ObjectNode fixture = (ObjectNode) JSON.readTree(file.toFile());
        Request request = Request.of(spec(fixture));
        assertThat(request).isInstanceOf(Request.Valid.class);
        ObjectNode ours = (ObjectNode) JSON.readTree(((Request.Valid) request).json());
        // The fixtures' images are not known, so their keys cannot be made here.
        ours.set("requestKey", fixture.get("requestKey"));
        assertThat(CanonicalJson.text(JSON.convertValue(ours, Map.class)))
                .isEqualTo(CanonicalJson.text(JSON.convertValue(fixture, Map.class)));
    }

    private static ExecutableSpec spec(JsonNode request) {
        List<MeshAxis> mesh = new ArrayList<>();
        request.path("mesh")
                .forEach(a -> mesh.add(
                        new MeshAxis(a.path("axis").asText(), a.path("size").asInt(), null)));
        List<AxisRule> rules = new ArrayList<>();
        request.path("axisRules")
                .forEach(r -> rules.add(
                        new AxisRule(r.path("logical").asText(), JSON.convertValue(r.path("mesh"), List.class))));
        Map<String, String> options = new java.util.HashMap<>();
        request.path("compilerOptions")
                .properties()
                .forEach(o -> options.put(o.getKey(), o.getValue().asText()));
        return new ExecutableSpec(
                "regauge.dev/worker@sha256:" + "a".repeat(64),
                request.path("program").path("entrypoint").asText(),
                request.path("program").path("config"),
                request.path("globalBatch").asInt(),
                target(request.path("target")),
                mesh,
                rules,
                Remat.valueOf(request.path("remat").asText()),
                request.path("gradientAccumulation").asInt(),
                options,
                0);
    }

    private static TargetFacts target(JsonNode target) {
        JsonNode chip = target.path("chip");
        JsonNode efficiency = chip.path("efficiency");
        return new TargetFacts(
                Platform.valueOf(target.path("platform").asText().toUpperCase(Locale.ROOT)),
                target.path("profile").asText(),
                target.path("hosts").asInt(),
                target.path("chipsPerHost").asInt(),
                target.path("slice").textValue(),
                new ChipFacts(
                        chip.path("name").asText(),
                        chip.path("peakBf16Flops").asDouble(),
                        chip.path("hbmBytes").asLong(),
                        chip.path("hbmBytesPerSecond").asDouble(),
                        chip.path("interconnectBytesPerSecond").asDouble(),
                        "fixture"),
                chip.path("memoryFraction").asDouble(),
                new EfficiencyPrior(
                        efficiency.path("p10").asDouble(),
                        efficiency.path("p50").asDouble(),
                        efficiency.path("p90").asDouble()),
                "kind",
                target.path("gpuTargetConfig").textValue(),
                target.path("cpuFeatures").textValue());
    }

    @ParameterizedTest
    @MethodSource("results")
    void a_result_is_read_as_the_outcome_that_it_names(Path file) throws IOException {
        JsonNode result = JSON.readTree(file.toFile());
        Outcome named = Outcome.valueOf(result.path("outcome").asText());
        int code = JSON.readTree("""
                        {"Compiled": 0, "DoesNotFit": 10, "ProgramError": 11, "HostCallback": 12, "CompilerCrash": 13, "Timeout": 14,
                         "RequestInvalid": 15, "UploadFailed": 17}
                        """).path(named.name()).asInt();
        Pod pod = new PodBuilder()
                .withNewStatus()
                .withPhase("Failed")
                .addNewContainerStatus()
                .withState(new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(code)
                        .withMessage(Files.readString(file))
                        .endTerminated()
                        .build())
                .endContainerStatus()
                .endStatus()
                .build();
        Limits limits = new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), "6Gi");
        TryState.Ended ended = (TryState.Ended) PodReading.read(pod, null, limits, Instant.EPOCH);
        assertThat(ended.outcome()).isEqualTo(named);
        assertThat(ended.message()).contains(result.path("message").asText());
        assertThat(ended.need() != null).isEqualTo(named == Outcome.DoesNotFit);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_is_read(Path file) throws IOException {
        BundleManifest manifest = BundleManifest.read(JSON.readValue(file.toFile(), Object.class));
        assertThat(manifest.devices()).hasSize(manifest.processes() * manifest.devicesPerProcess());
    }

    @ParameterizedTest
    @MethodSource("reports")
    void a_report_has_the_figures_for_status(Path file) throws IOException {
        var summary = Reports.summary(JSON.readTree(file.toFile()));
        assertThat(summary.flops()).isNotNull();
        assertThat(summary.bytesBeforeFusion()).isGreaterThan(summary.bytesAfterFusion());
        assertThat(summary.predictedStepSeconds()).isNotNull();
        assertThat(summary.needBytes()).isPositive();
    }

    @Test
    void a_statement_keeps_every_field() throws IOException {
        for (Path file : fixtures("index-statement")) {
            JsonNode fixture = JSON.readTree(file.toFile());
            IndexEntry entry = JSON.treeToValue(fixture, IndexEntry.class);
            assertThat(JSON.readTree(JSON.writeValueAsString(entry))).isEqualTo(fixture);
            assertThat(entry.type()).isEqualTo(IndexEntry.TYPE);
        }
    }

    /** Ed25519 signs without chance, so the same statement gives the same bytes; Python's tests verify the same file. */
    @Test
    void an_envelope_is_byte_for_byte_the_one_that_python_verifies() throws IOException {
        JsonNode fixture =
                JSON.readTree(FIXTURES.resolve("index-envelope/cpu-2x2.json").toFile());
        Object statement =
                JSON.readValue(FIXTURES.resolve("index-statement/cpu-2x2.json").toFile(), Object.class);
        Dsse.Envelope envelope = Dsse.sign(IndexEntry.PAYLOAD_TYPE, CanonicalJson.bytes(statement), TestKey.key());
        assertThat(JSON.<JsonNode>valueToTree(envelope)).isEqualTo(fixture.path("envelope"));
        assertThat(Dsse.verify(envelope, TestKey.key().publicKey())).isTrue();
    }
}
