package dev.regauge.compileservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.compileservice.TestBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
    private static final byte[] CONTENT = "a bundle".getBytes(StandardCharsets.UTF_8);
    private static final String SHA = TestBundle.sha256(CONTENT);
    private static final String KEY = "1".repeat(64);
    private static final String UID = "11111111-2222";

    @TempDir
    Path root;

    /** Throws at the given call, as if the power had gone. */
    private static final class Failing implements Disk {
        private int left;

        Failing(int left) {
            this.left = left;
        }

        private void step() throws IOException {
            if (left-- == 0) {
                throw new IOException("power cut");
            }
        }

        @Override
        public void flush(Path file) throws IOException {
            step();
            REAL.flush(file);
        }

        @Override
        public void flushFolder(Path folder) throws IOException {
            step();
            REAL.flushFolder(folder);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            step();
            REAL.move(from, to);
        }

        @Override
        public void link(Path existing, Path name) throws IOException {
            step();
            REAL.link(existing, name);
        }
    }

    private static void store(ArtifactStore store) throws IOException {
        try (ArtifactStore.Incoming incoming = store.incoming()) {
            Files.write(incoming.file(), CONTENT);
            incoming.keep(SHA);
        }
        store.recordUpload(UID, 1, SHA);
        store.addIndex("research", KEY, SHA, "envelope");
    }

    @Test
    void what_is_stored_can_be_read() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        store(store);
        assertThat(store.blob(SHA).orElseThrow().file()).hasBinaryContent(CONTENT);
        assertThat(store.index("research", KEY)).contains("envelope");
        assertThat(store.upload(UID, 1)).contains(SHA);
        assertThat(store.mayRead("research", SHA)).isTrue();
        assertThat(store.mayRead("elsewhere", SHA)).isFalse();
        assertThat(store.index("elsewhere", KEY)).isEmpty();
    }

    @Test
    void a_power_cut_between_any_two_calls_leaves_nothing_half_done_and_the_same_upload_completes_it()
            throws IOException {
        int cuts = 0;
        for (int call = 0; ; call++) {
            Path folder = Files.createDirectory(root.resolve("cut-" + call));
            boolean cut = false;
            try {
                store(new ArtifactStore(folder, new Failing(call)));
            } catch (IOException e) {
                assertThat(e).hasMessage("power cut");
                cut = true;
                cuts++;
            }
            ArtifactStore after = new ArtifactStore(folder);
            if (after.index("research", KEY).isPresent()) {
                assertThat(after.blob(SHA)).as("cut at call %d", call).isPresent();
                assertThat(after.mayRead("research", SHA)).isTrue();
                assertThat(after.upload(UID, 1)).contains(SHA);
            }
            try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
                assertThat(left.toList()).isEmpty();
            }
            store(after);
            assertThat(after.blob(SHA).orElseThrow().file()).hasBinaryContent(CONTENT);
            assertThat(after.index("research", KEY)).contains("envelope");
            if (!cut) {
                break;
            }
        }
        assertThat(cuts).isGreaterThan(10);
    }

    @Test
    void a_try_stores_one_bundle() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        assertThat(store.recordUpload(UID, 1, SHA)).isEqualTo(SHA);
        assertThat(store.recordUpload(UID, 1, "2".repeat(64))).isEqualTo(SHA);
        assertThat(store.recordUpload(UID, 2, "2".repeat(64))).isEqualTo("2".repeat(64));
    }

    @Test
    void the_first_index_entry_stays() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        assertThat(store.addIndex("research", KEY, SHA, "first")).isTrue();
        assertThat(store.addIndex("research", KEY, SHA, "second")).isFalse();
        assertThat(store.index("research", KEY)).contains("first");
    }

    @Test
    void a_blob_that_was_changed_on_the_disk_is_not_given_out() throws IOException {
        ArtifactStore store = new ArtifactStore(root);
        store(store);
        Path file = store.blob(SHA).orElseThrow().file();
        FileTime before = Files.getLastModifiedTime(file);
        Files.write(file, "A bundle".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1000));
        assertThatThrownBy(() -> store.blob(SHA))
                .isInstanceOf(DamagedBlob.class)
                .hasMessageContaining(SHA);
        assertThatThrownBy(() -> new ArtifactStore(root).blob(SHA)).isInstanceOf(DamagedBlob.class);
    }

    @Test
    void names_that_lead_elsewhere_are_refused() {
        ArtifactStore store = new ArtifactStore(root);
        for (String name : List.of("..", "../x", "a/b", "", "A".repeat(64), SHA + "/..")) {
            assertThatThrownBy(() -> store.blob(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.index("research", name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.index(name, KEY)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.mayRead(name, SHA)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> store.upload("../x", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
