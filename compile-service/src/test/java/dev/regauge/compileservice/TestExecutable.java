package dev.regauge.compileservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.regauge.crds.v1alpha1.AxisRule;
import dev.regauge.crds.v1alpha1.ChipFacts;
import dev.regauge.crds.v1alpha1.EfficiencyPrior;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.MeshAxis;
import dev.regauge.crds.v1alpha1.Platform;
import dev.regauge.crds.v1alpha1.Remat;
import dev.regauge.crds.v1alpha1.TargetFacts;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;

/** Builds Executables: by default the cpu-2x4 variant of a small transformer. */
public final class TestExecutable {
    public static final String IMAGE = "regauge.dev/worker@sha256:" + "a".repeat(64);

    private String name = "small-transformer-cpu";
    private String uid = "11111111-2222-3333-4444-555555555555";
    private Platform platform = Platform.CPU;
    private int hosts = 2;
    private int chipsPerHost = 4;
    private int priority;
    private int layers = 2;
    private List<MeshAxis> mesh = List.of(new MeshAxis("data", 4, null), new MeshAxis("fsdp", 2, null));
    private String image = IMAGE;

    private TestExecutable() {}

    public static TestExecutable anExecutable() {
        return new TestExecutable();
    }

    public TestExecutable named(String name) {
        this.name = name;
        return this;
    }

    public TestExecutable uid(String uid) {
        this.uid = uid;
        return this;
    }

    public TestExecutable on(Platform platform) {
        this.platform = platform;
        return this;
    }

    public TestExecutable gang(int hosts, int chipsPerHost) {
        this.hosts = hosts;
        this.chipsPerHost = chipsPerHost;
        return this;
    }

    public TestExecutable mesh(MeshAxis... mesh) {
        this.mesh = List.of(mesh);
        return this;
    }

    public TestExecutable priority(int priority) {
        this.priority = priority;
        return this;
    }

    public TestExecutable layers(int layers) {
        this.layers = layers;
        return this;
    }

    public TestExecutable image(String image) {
        this.image = image;
        return this;
    }

    public ExecutableSpec spec() {
        JsonNode config =
                JsonNodeFactory.instance.objectNode().put("layers", layers).put("rate", 0.5);
        return new ExecutableSpec(
                image,
                "regauge_programs.transformer:program",
                config,
                32,
                target(),
                mesh,
                List.of(new AxisRule("batch", List.of("data", "fsdp"))),
                Remat.None,
                1,
                Map.of(),
                priority);
    }

    private TargetFacts target() {
        ChipFacts chip = new ChipFacts("cpu", 5e10, 4L << 30, 1e10, 1e9, "measured");
        return new TargetFacts(
                platform,
                "cpu",
                hosts,
                chipsPerHost,
                platform == Platform.TPU ? "2x2x1" : null,
                chip,
                0.92,
                new EfficiencyPrior(0.2, 0.4, 0.7),
                "cpu",
                platform == Platform.CUDA ? "gpu_device_info {}" : null,
                platform == Platform.CPU ? "0123456789abcdef" : null);
    }

    public Executable build() {
        Executable executable = new Executable();
        executable.setMetadata(new ObjectMetaBuilder()
                .withNamespace("research")
                .withName(name)
                .withUid(uid)
                .withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .build());
        executable.setSpec(spec());
        return executable;
    }

    /** The same in phase Compiling. */
    public Executable compiling(int attempt) {
        Executable executable = build();
        executable.setStatus(new ExecutableStatus(
                1L,
                ExecutablePhase.Compiling,
                null,
                null,
                null,
                null,
                null,
                null,
                attempt,
                null,
                null,
                null,
                null,
                null,
                0,
                List.of()));
        return executable;
    }
}
