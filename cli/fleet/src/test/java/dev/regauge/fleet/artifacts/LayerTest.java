package dev.regauge.fleet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayerTest {
    private static final String LONG =
            "a-folder-with-a-name-of-sixty-characters-0123456789-012345678/".repeat(3) + "leaf.py";

    @TempDir
    Path folder;

    @Test
    void treesMadeInAnotherOrderAtAnotherTimeGiveTheSameBytes() throws IOException {
        var first = tree("first", "b.txt", "a.txt", "sub/c.txt");
        var second = tree("second", "sub/c.txt", "a.txt", "b.txt");
        Files.setLastModifiedTime(second.resolve("a.txt"), FileTime.fromMillis(1));

        assertThat(bytes(second)).isEqualTo(bytes(first));
        assertThat(Layer.of(second).digest()).isEqualTo(Layer.of(first).digest());
    }

    @Test
    void theDigestAndSizeAreThoseOfTheBytesWritten() throws IOException {
        var tree = tree("tree", "a.txt", "sub/c.txt");
        var layer = Layer.of(tree);

        assertThat(layer.bytes()).isEqualTo(bytes(tree).length);
        assertThat(layer.sha256()).isEqualTo(Sha256.of(bytes(tree)));
    }

    @Test
    void oneChangedByteOrModeGivesAnotherDigest() throws IOException {
        var tree = tree("tree", "a.txt");
        var before = Layer.of(tree).digest();

        Files.setPosixFilePermissions(tree.resolve("a.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));
        var executable = Layer.of(tree).digest();
        Files.writeString(tree.resolve("a.txt"), "content of a.tx_");

        assertThat(executable).isNotEqualTo(before);
        assertThat(Layer.of(tree).digest()).isNotIn(before, executable);
    }

    @Test
    void anotherReaderSeesNamesModesLinksAndContentsAndNoOwnersOrTimes() throws IOException {
        var tree = tree("tree", "a.txt", LONG, "größe.txt");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a.txt"));
        Files.setPosixFilePermissions(tree.resolve("a.txt"), PosixFilePermissions.fromString("rwxr-x---"));

        var entries = read(bytes(tree));

        assertThat(entries).containsKeys("a.txt", LONG, "größe.txt", "link");
        assertThat(entry(entries, "link").getLinkName()).isEqualTo("a.txt");
        assertThat(entry(entries, "a.txt").getMode() & 0777).isEqualTo(0750);
        assertThat(entry(entries, LONG).getSize()).isEqualTo(("content of " + LONG).length());
        assertThat(entries.values()).allSatisfy(entry -> {
            assertThat(entry.getLastModifiedTime().toMillis()).isZero();
            assertThat(entry.getLongUserId()).isZero();
            assertThat(entry.getLongGroupId()).isZero();
            assertThat(entry.getUserName()).isEmpty();
        });
    }

    @Test
    void setUserBitsAreDropped() throws IOException {
        var tree = tree("tree", "su");
        Files.setAttribute(tree.resolve("su"), "unix:mode", 04755);

        assertThat(entry(read(bytes(tree)), "su").getMode() & 07777).isEqualTo(0755);
    }

    private static TarArchiveEntry entry(Map<String, TarArchiveEntry> entries, String name) {
        var entry = entries.get(name);
        assertThat(entry).as(name).isNotNull();
        return java.util.Objects.requireNonNull(entry);
    }

    private static Map<String, TarArchiveEntry> read(byte[] tar) throws IOException {
        var entries = new LinkedHashMap<String, TarArchiveEntry>();
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }

    private static byte[] bytes(Path tree) throws IOException {
        var out = new ByteArrayOutputStream();
        new Layer(tree, "", 0).writeTo(out);
        return out.toByteArray();
    }

    private Path tree(String name, String... files) throws IOException {
        var tree = folder.resolve(name);
        for (var file : files) {
            var path = tree.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "content of " + file);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
        return tree;
    }
}
