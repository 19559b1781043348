package dev.regauge.fleet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OciImageTest {
    private static final OciImage.Settings SETTINGS =
            new OciImage.Settings("amd64", "65532:65532", List.of(), List.of("PATH=/usr/bin"));

    @TempDir
    Path folder;

    private Layer base = new Layer(Path.of(""), "", 0);
    private Layer code = base;

    @BeforeEach
    void twoLayers() throws IOException {
        base = layer("base", "debian");
        code = layer("code", "print()");
    }

    @Test
    void theArchiveHoldsExactlyTheBlobsThatItsManifestsName() throws IOException {
        var worker = new OciImage("regauge.dev/worker", List.of(base, code), SETTINGS);
        var pause = new OciImage("regauge.dev/pause", List.of(base), SETTINGS);

        var files = archive(List.of(worker, pause), List.of());

        // Two layers, two configurations, two manifests; the shared layer once.
        assertThat(files.keySet().stream().filter(name -> name.startsWith("blobs/")))
                .hasSize(6);
        files.forEach((name, content) -> {
            if (name.startsWith("blobs/sha256/")) assertThat(name).isEqualTo("blobs/sha256/" + Sha256.of(content));
        });
        var index = text(files, "index.json");
        assertThat(index).contains(worker.name(), pause.name());
        var manifest = text(files, "blobs/sha256/" + worker.name().split("sha256:", 2)[1]);
        assertThat(manifest).contains(base.digest(), code.digest());
    }

    @Test
    void twoRunsWriteTheSameBytes() throws IOException {
        var worker = new OciImage("regauge.dev/worker", List.of(base, code), SETTINGS);
        var first = new ByteArrayOutputStream();
        var second = new ByteArrayOutputStream();

        OciImage.writeArchive(List.of(worker), layer -> true, first);
        OciImage.writeArchive(List.of(worker), layer -> true, second);

        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    }

    @Test
    void theNameChangesWithALayerAndWithASetting() throws IOException {
        var name = new OciImage("regauge.dev/worker", List.of(base, code), SETTINGS).name();
        var otherCode = new OciImage("regauge.dev/worker", List.of(base, layer("new", "print(1)")), SETTINGS).name();
        var otherUser = new OciImage(
                        "regauge.dev/worker",
                        List.of(base, code),
                        new OciImage.Settings("amd64", "0", List.of(), List.of("PATH=/usr/bin")))
                .name();

        assertThat(List.of(name, otherCode, otherUser)).doesNotHaveDuplicates();
        assertThat(name).matches("regauge\\.dev/worker@sha256:[0-9a-f]{64}");
    }

    @Test
    void layersThatTheStoreHasAreLeftOutAndStillNamed() throws IOException {
        var worker = new OciImage("regauge.dev/worker", List.of(base, code), SETTINGS);

        var files = archive(List.of(worker), List.of(base));

        assertThat(files)
                .doesNotContainKey("blobs/sha256/" + base.sha256())
                .containsKey("blobs/sha256/" + code.sha256());
        assertThat(text(files, "blobs/sha256/" + worker.name().split("sha256:", 2)[1]))
                .contains(base.digest());
    }

    @Test
    void aLayerThatChangedInTheCacheIsRefused() throws IOException {
        var worker = new OciImage("regauge.dev/worker", List.of(base, code), SETTINGS);
        Files.writeString(code.tree().resolve("file"), "evil();");

        assertThatThrownBy(() -> archive(List.of(worker), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(code.sha256())
                .hasMessageContaining("was changed");
    }

    private Layer layer(String name, String content) throws IOException {
        var tree = Files.createDirectories(folder.resolve(name));
        Files.writeString(tree.resolve("file"), content);
        return Layer.of(tree);
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> archive(List<OciImage> images, List<Layer> present) throws IOException {
        var out = new ByteArrayOutputStream();
        OciImage.writeArchive(images, layer -> !present.contains(layer), out);
        var files = new LinkedHashMap<String, byte[]>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()), "UTF-8")) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }
}
