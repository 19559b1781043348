package dev.regauge.fleet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeStoresTest {
    private static final String DATABASE = "io.containerd.metadata.v1.bolt/meta.db";
    private static final String BLOB = "io.containerd.content.v1.content/blobs/sha256/00ff";

    @TempDir
    Path folder;

    @Test
    void aNodeSharesBlobsWithTheTemplateAndWritesInDatabasesOfItsOwn() throws IOException {
        var template = folder.resolve("template");
        write(template.resolve(DATABASE), "template");
        write(template.resolve(BLOB), "blob");

        NodeStores.copy(template, folder.resolve("node"));
        var database = folder.resolve("node").resolve(DATABASE);
        assertThat(database).hasContent("template");
        Files.writeString(database, "node");

        assertThat(template.resolve(DATABASE)).hasContent("template");
        assertThat(Files.isSameFile(
                        template.resolve(BLOB), folder.resolve("node").resolve(BLOB)))
                .isTrue();
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
