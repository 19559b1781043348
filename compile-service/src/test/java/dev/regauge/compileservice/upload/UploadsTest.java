package dev.regauge.compileservice.upload;

import static dev.regauge.compileservice.TestExecutable.anExecutable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.compileservice.TestBundle;
import dev.regauge.compileservice.TestExecutable;
import dev.regauge.compileservice.TestKey;
import dev.regauge.compileservice.index.Index;
import dev.regauge.compileservice.request.Request;
import dev.regauge.compileservice.sign.Tickets;
import dev.regauge.compileservice.sign.Tickets.Ticket;
import dev.regauge.compileservice.store.ArtifactStore;
import dev.regauge.compileservice.upload.Uploads.Answer;
import dev.regauge.crds.v1alpha1.Executable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long MOST = 100_000;

    @TempDir
    Path root;

    private final Tickets tickets = new Tickets(new byte[32]);
    private Optional<Executable> cluster = Optional.of(anExecutable().compiling(1));
    private ArtifactStore store;
    private Index index;
    private Uploads uploads;

    @BeforeEach
    void open() {
        store = new ArtifactStore(root);
        index = new Index(store, TestKey.key());
        uploads = new Uploads(tickets, (namespace, name) -> cluster, store, index, MOST, InstantSource.fixed(NOW));
    }

    private String uid() {
        return cluster.orElseThrow().getMetadata().getUid();
    }

    private String ticket(int attempt, Instant expires) {
        return tickets.issue(new Ticket("research", "small-transformer-cpu", uid(), attempt, expires));
    }

    private Answer put(int attempt, byte[] body) throws IOException {
        return uploads.accept(
                uid(), attempt, ticket(attempt, NOW.plusSeconds(60)), null, new ByteArrayInputStream(body));
    }

    private static String key() {
        return ((Request.Valid) Request.of(anExecutable().spec())).key().hex();
    }

    private long files(String folder) throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
            return walk.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void a_good_bundle_is_stored_signed_and_indexed() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        assertThat(put(1, tar))
                .isEqualTo(new Answer.Stored("research", "small-transformer-cpu", TestBundle.sha256(tar)));
        var entry = index.find("research", key()).orElseThrow();
        assertThat(entry.bundleDigest()).isEqualTo("sha256:" + TestBundle.sha256(tar));
        assertThat(entry.bytes()).isEqualTo(tar.length);
        assertThat(entry.executableKey()).isEqualTo("e".repeat(64));
        assertThat(entry.createdAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(index.find("elsewhere", key())).isEmpty();
    }

    @Test
    void the_same_bundle_again_is_stored_already_and_another_one_is_a_conflict() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        put(1, tar);
        cluster = Optional.of(anExecutable().build()); // not compiling any more
        assertThat(put(1, tar)).isInstanceOf(Answer.Stored.class);
        byte[] other = TestBundle.answering(anExecutable().spec())
                .with("entries/step.bin", "other code")
                .tar();
        assertThat(put(1, other)).isInstanceOf(Answer.Conflict.class);
        assertThat(files("blobs")).isEqualTo(1);
    }

    @Test
    void a_bundle_of_an_equal_request_leaves_the_first_in_place() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        put(1, tar);
        cluster = Optional.of(TestExecutable.anExecutable()
                .named("another")
                .uid("another-uid")
                .compiling(1));
        byte[] other = TestBundle.answering(anExecutable().spec())
                .with("entries/step.bin", "other code")
                .tar();
        assertThat(put(1, other)).isInstanceOf(Answer.Stored.class);
        assertThat(index.find("research", key()).orElseThrow().sha256()).isEqualTo(TestBundle.sha256(tar));
    }

    @Test
    void a_try_that_is_over_or_gone_stores_nothing() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        assertThat(put(2, tar)).isEqualTo(new Answer.Conflict("try 2 is over"));
        String ticket = ticket(1, NOW.plusSeconds(60));
        String uid = uid();
        cluster = Optional.empty();
        assertThat(uploads.accept(uid, 1, ticket, null, new ByteArrayInputStream(tar)))
                .isEqualTo(new Answer.Conflict("the Executable is gone"));
        cluster = Optional.of(anExecutable().uid("recreated").compiling(1));
        assertThat(uploads.accept(uid, 1, ticket, null, new ByteArrayInputStream(tar)))
                .isEqualTo(new Answer.Conflict("the Executable is gone"));
        assertThat(files("blobs")).isZero();
    }

    @Test
    void the_body_is_not_read_without_a_ticket_that_counts() throws IOException {
        InputStream unread = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read");
            }
        };
        assertThat(uploads.accept(uid(), 1, "nonsense", null, unread)).isInstanceOf(Answer.NotAllowed.class);
        assertThat(uploads.accept(uid(), 1, ticket(1, NOW), null, unread)).isInstanceOf(Answer.NotAllowed.class);
        assertThat(uploads.accept(uid(), 2, ticket(1, NOW.plusSeconds(60)), null, unread))
                .isInstanceOf(Answer.NotAllowed.class);
        assertThat(uploads.accept("another", 1, ticket(1, NOW.plusSeconds(60)), null, unread))
                .isInstanceOf(Answer.NotAllowed.class);
        assertThat(uploads.accept(uid(), 2, ticket(2, NOW.plusSeconds(60)), null, unread))
                .isInstanceOf(Answer.Conflict.class);
    }

    @Test
    void a_body_that_never_ends_is_cut_off() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };
        assertThat(uploads.accept(uid(), 1, ticket(1, NOW.plusSeconds(60)), null, endless))
                .isInstanceOf(Answer.TooLarge.class);
        assertThat(files("")).isZero();
    }

    @Test
    void a_body_that_breaks_off_stores_nothing() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        InputStream broken =
                new SequenceInputStream(new ByteArrayInputStream(tar, 0, tar.length / 2), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                });
        assertThat(uploads.accept(uid(), 1, ticket(1, NOW.plusSeconds(60)), null, broken))
                .isEqualTo(new Answer.BrokenOff("the body broke off: connection reset"));
        assertThat(files("")).isZero();
        assertThat(put(1, tar)).isInstanceOf(Answer.Stored.class);
    }

    @Test
    void of_a_hundred_small_changes_none_is_stored() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        String sha256 = TestBundle.sha256(tar);
        Random random = new Random(11);
        for (int i = 0; i < 100; i++) {
            byte[] changed = tar.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(uploads.accept(
                            uid(), 1, ticket(1, NOW.plusSeconds(60)), sha256, new ByteArrayInputStream(changed)))
                    .isInstanceOf(Answer.Refused.class);
        }
        assertThat(files("")).isZero();
        assertThat(put(1, tar)).isInstanceOf(Answer.Stored.class);
    }

    @Test
    void an_entry_whose_bundle_or_signature_is_gone_is_replaced() throws IOException {
        byte[] tar = TestBundle.answering(anExecutable().spec()).tar();
        put(1, tar);
        Files.delete(store.blob(TestBundle.sha256(tar)).orElseThrow().file());
        assertThat(index.find("research", key())).isEmpty();
        put(1, tar);
        assertThat(index.find("research", key())).isPresent();

        store.removeIndex("research", key());
        store.addIndex(
                "research",
                key(),
                TestBundle.sha256(tar),
                "{\"payload\":\"e30=\",\"payloadType\":\"x\",\"signatures\":[]}");
        assertThat(index.find("research", key())).isEmpty();
        assertThat(index.envelope("research", key())).isEmpty();
        put(1, tar);
        assertThat(index.find("research", key())).isPresent();
    }
}
