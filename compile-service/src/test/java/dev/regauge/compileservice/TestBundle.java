package dev.regauge.compileservice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.compileservice.request.Request;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Builds bundles as the compiler does, and then spoils them. */
public final class TestBundle {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final Map<String, Object> manifest = new LinkedHashMap<>();

    private TestBundle(Request.Valid request) {
        var inputs = request.inputs();
        int processes = inputs.target().hosts();
        int perProcess = inputs.target().chipsPerHost();
        manifest.put("contractVersion", 1);
        manifest.put("format", "regauge-bundle/1");
        manifest.put("requestKey", request.key().hex());
        manifest.put("executableKey", "e".repeat(64));
        manifest.put("platform", inputs.target().platform());
        manifest.put("deviceKind", "cpu");
        manifest.put("processes", processes);
        manifest.put("devicesPerProcess", perProcess);
        List<Object> devices = new ArrayList<>();
        for (int i = 0; i < processes * perProcess; i++) {
            Map<String, Object> device = new LinkedHashMap<>();
            device.put("id", i);
            device.put("process", i / perProcess);
            device.put("localIndex", i % perProcess);
            device.put("coords", null);
            device.put("slice", 0);
            devices.add(device);
        }
        manifest.put("devices", devices);
        manifest.put(
                "mesh",
                inputs.mesh().stream()
                        .map(a -> Map.of("axis", a.axis(), "size", a.size()))
                        .toList());
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("jax", "0.12.0.1");
        versions.put("libtpu", null);
        manifest.put("versions", versions);
        manifest.put("globalBatch", inputs.globalBatch());
        manifest.put("gradientAccumulation", inputs.gradientAccumulation());
        manifest.put("program", Map.of("entrypoint", inputs.entrypoint(), "config", inputs.config()));
        for (String entry : List.of("init", "step", "digest")) {
            files.put("entries/" + entry + ".bin", ("machine code of " + entry).getBytes(StandardCharsets.UTF_8));
        }
        files.put("optimized.hlo.zst", new byte[700]);
        files.put("program.stablehlo.zst", new byte[] {1, 2, 3});
        files.put("signature.json", "{\"leaves\":[]}".getBytes(StandardCharsets.UTF_8));
        files.put(
                "report.json",
                "{\"flops\":{\"xla\":null,\"analytic\":123456789},\"operations\":900,\"fusions\":40,\"kernels\":null,\"bytesBeforeFusion\":2000,\"bytesAfterFusion\":1000,\"memory\":{\"needBytes\":10,\"limitBytes\":20,\"fits\":true},\"predictedStepSeconds\":{\"p10\":0.1,\"p50\":0.123456789,\"p90\":0.4},\"seconds\":{\"total\":3.25}}"
                        .getBytes(StandardCharsets.UTF_8));
        name();
    }

    /** The answer to this spec. */
    public static TestBundle answering(ExecutableSpec spec) {
        return new TestBundle((Request.Valid) Request.of(spec));
    }

    /** Changes or adds a file and names it rightly in the manifest. */
    public TestBundle with(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
        return name();
    }

    /** Drops a file and its names. */
    public TestBundle without(String name) {
        files.remove(name);
        return name();
    }

    /** Changes or adds a file behind the manifest's back. */
    public TestBundle smuggle(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Changes the manifest. */
    public TestBundle manifest(Consumer<Map<String, Object>> change) {
        change.accept(manifest);
        return this;
    }

    private TestBundle name() {
        List<Object> named = new ArrayList<>();
        Map<String, Object> entries = new TreeMap<>();
        files.forEach((path, content) -> {
            named.add(Map.of("path", path, "sha256", sha256(content), "bytes", content.length));
            if (path.startsWith("entries/")) {
                String entry = path.substring("entries/".length(), path.length() - ".bin".length());
                entries.put(entry, Map.of("file", path, "sha256", sha256(content), "bytes", content.length));
            }
        });
        manifest.put("entries", entries);
        manifest.put("files", named);
        return this;
    }

    /** The tar. */
    public byte[] tar() {
        TreeMap<String, byte[]> all = new TreeMap<>(files);
        try {
            all.putIfAbsent("manifest.json", JSON.writeValueAsBytes(manifest));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        all.forEach((name, content) -> out.writeBytes(member(TarHeader.file(name, content.length), content)));
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    /** Header, content, padding. */
    public static byte[] member(TarHeader header, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.bytes());
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & 511]);
        return out.toByteArray();
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
