package dev.regauge.compileservice.bundle;

import static dev.regauge.compileservice.TestExecutable.anExecutable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.compileservice.TarHeader;
import dev.regauge.compileservice.TestBundle;
import dev.regauge.compileservice.request.Request;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleVerifierTest {
    private static final ExecutableSpec SPEC = anExecutable().spec();
    private static final Request.Valid REQUEST = (Request.Valid) Request.of(SPEC);
    private static final Wanted WANTED = new Wanted(REQUEST.key(), REQUEST.inputs());

    @TempDir
    Path folder;

    private static TestBundle good() {
        return TestBundle.answering(SPEC);
    }

    private void accept(byte[] tar) throws IOException, BundleRefused {
        Path file = folder.resolve("bundle.tar");
        Files.write(file, tar);
        BundleVerifier.verify(file, WANTED);
    }

    private void refused(byte[] tar, String... said) {
        var refusal = assertThatThrownBy(() -> accept(tar)).isInstanceOf(BundleRefused.class);
        for (String part : said) {
            refusal.hasMessageContaining(part);
        }
    }

    private static byte[] tar(byte[]... members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            out.writeBytes(member);
        }
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static byte[] empty(TarHeader header) {
        return TestBundle.member(header, new byte[0]);
    }

    @Test
    void what_the_compiler_writes_is_accepted() throws Exception {
        accept(good().tar());
        accept(good().with("entries/evaluate.bin", "more code").tar());
        // Python's tarfile fills up to records of 20 blocks.
        byte[] tar = good().tar();
        accept(Arrays.copyOf(tar, (tar.length + 10239) / 10240 * 10240));
    }

    @Test
    void the_answer_to_another_request_is_refused() {
        refused(
                TestBundle.answering(anExecutable().layers(3).spec()).tar(),
                "manifest.json.requestKey",
                "as asked for");
        refused(good().manifest(m -> m.put("requestKey", "f".repeat(64))).tar(), "manifest.json.requestKey");
        refused(
                good().manifest(m -> m.put("platform", "tpu")).tar(),
                "manifest.json.platform is \"tpu\"; allowed: cpu");
        refused(
                good().manifest(m -> m.put("globalBatch", 64)).tar(),
                "manifest.json.globalBatch is \"64\"; allowed: 32");
        refused(good().manifest(m -> m.put("gradientAccumulation", 2)).tar(), "manifest.json.gradientAccumulation");
        refused(
                good().manifest(m -> m.put("mesh", List.of(Map.of("axis", "data", "size", 8))))
                        .tar(),
                "manifest.json.mesh is \"data=8\"; allowed: data=4 x fsdp=2");
        refused(
                good().manifest(m -> m.put("program", Map.of("entrypoint", "evil:program", "config", Map.of())))
                        .tar(),
                "manifest.json.program.entrypoint is \"evil:program\"");
        refused(
                good().manifest(m -> m.put(
                                "program",
                                Map.of(
                                        "entrypoint",
                                        "regauge_programs.transformer:program",
                                        "config",
                                        Map.of("layers", 9))))
                        .tar(),
                "manifest.json.program.config");
        refused(good().manifest(m -> m.put("processes", 1)).tar(), "devices");
    }

    @Test
    void a_manifest_of_another_shape_is_refused() {
        refused(good().manifest(m -> m.put("format", "other/1")).tar(), "format");
        refused(good().manifest(m -> m.put("contractVersion", 2)).tar(), "contractVersion");
        refused(good().manifest(m -> m.put("devices", "none")).tar(), "devices");
        refused(good().manifest(m -> m.remove("entries")).tar(), "entries");
        refused(good().manifest(m -> m.put("executableKey", "../../etc/passwd")).tar(), "executableKey");
        refused(good().smuggle("manifest.json", "[1]").tar(), "manifest");
        refused(good().smuggle("report.json", "{\"a\":1,\"a\":2}").tar(), "report.json");
        refused(good().with("report.json", "{\"a\":1,\"a\":2}").tar(), "report.json is not JSON", "Duplicate");
        refused(good().with("report.json", "{} {}").tar(), "report.json is not JSON");
        refused(good().with("signature.json", "7").tar(), "signature.json is \"not an object\"");
    }

    @Test
    void files_that_the_manifest_does_not_vouch_for_are_refused() {
        refused(good().smuggle("entries/step.bin", "something else!!").tar(), "entries/step.bin");
        refused(
                good().smuggle("entries/step.bin", "machine code of stop").tar(),
                "entries/step.bin sha256",
                "its content's digest");
        refused(good().smuggle("entries/extra.bin", "x").tar(), "manifest.json.files", "exactly the other files");
        refused(good().smuggle("readme.txt", "x").tar(), "a name is \"readme.txt\"");
        refused(good().without("signature.json").tar(), "the bundle lacks signature.json");
        refused(good().without("entries/step.bin").tar(), "entries", "init, step and digest");
    }

    @Test
    void names_that_lead_elsewhere_are_refused() {
        for (String name : List.of(
                "../evil.bin",
                "/etc/passwd",
                "entries/../x.bin",
                "entries/",
                "./manifest.json",
                "entries/a/b.bin",
                "entries\\a.bin")) {
            refused(tar(empty(TarHeader.file(name, 0))), "a name is \"" + name + "\"");
        }
    }

    @Test
    void everything_but_plain_files_is_refused() {
        for (String type : List.of("1", "2", "3", "4", "5", "6", "7", "g", "x", "L", "K", "S", "\u0000")) {
            refused(tar(empty(TarHeader.file("manifest.json", 0).text(156, type))), "type is");
        }
        refused(
                tar(empty(TarHeader.file("manifest.json", 0).text(157, "/etc/passwd"))),
                "link target is \"/etc/passwd\"");
    }

    @Test
    void everything_that_is_not_deterministic_is_refused() {
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(136, "00000000001"))), "mtime is \"1\"; allowed: 0");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(108, "0001750"))), "uid is \"1000\"; allowed: 0");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(116, "0001750"))), "gid");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(100, "0000755"))), "mode");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(265, "root"))), "owner is \"root\"");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(345, ".."))), "prefix is \"..\"");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(257, "ustar  "))), "magic");
        refused(tar(empty(TarHeader.file("manifest.json\u0000hidden", 0))), "text after its end");
        refused(tar(empty(TarHeader.file("manifest.json", 0).text(510, "x"))), "device or filler");
    }

    @Test
    void a_name_twice_or_out_of_order_is_refused() {
        byte[] a = empty(TarHeader.file("entries/step.bin", 0));
        byte[] b = empty(TarHeader.file("entries/init.bin", 0));
        refused(tar(a, a), "names in ascending order, each once");
        refused(tar(a, b), "names in ascending order, each once");
    }

    @Test
    void sizes_that_do_not_fit_are_refused() {
        byte[] tar = good().tar();
        refused(Arrays.copyOf(tar, tar.length / 2 / 512 * 512), "cut off");
        refused(Arrays.copyOf(tar, tar.length - 1), "a multiple of 512");
        refused(Arrays.copyOf(tar, tar.length - 1024), "cut off");
        refused(Arrays.copyOf(tar, tar.length - 512), "blocks at the end");
        refused(Arrays.copyOf(tar, tar.length + 20 * 512), "blocks at the end");
        refused(new byte[0], "cut off");
        refused(tar(empty(TarHeader.file("manifest.json", 0L + 8L * 1024 * 1024 * 1024 - 1))), "cut off");
        byte[] trailing = Arrays.copyOf(tar, tar.length + 512);
        trailing[trailing.length - 1] = 1;
        refused(trailing, "the end of the tar");
    }

    @Test
    void no_change_of_a_single_byte_is_accepted() throws Exception {
        byte[] tar = good().tar();
        // The manifest vouches for every other byte; what vouches for its own is the digest that an upload is sent
        // with.
        int from = new String(tar, StandardCharsets.ISO_8859_1).indexOf("{\"contractVersion\"");
        int to = new String(tar, StandardCharsets.ISO_8859_1).indexOf("optimized.hlo.zst\u0000");
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] changed = tar.clone();
            int at = random.nextInt(changed.length - (to - from));
            at = at < from ? at : at + (to - from);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> accept(changed)).as("change %d", i).isInstanceOf(BundleRefused.class);
        }
    }

    @Test
    void a_file_of_a_stored_bundle_can_be_read() throws Exception {
        Path file = folder.resolve("bundle.tar");
        Files.write(file, good().tar());
        assertThat(BundleFiles.read(file, "signature.json"))
                .contains("{\"leaves\":[]}".getBytes(StandardCharsets.UTF_8));
        assertThat(BundleFiles.read(file, "nothing.json")).isEmpty();
    }
}
