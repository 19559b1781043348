package dev.regauge.compileservice.bundle;

import dev.regauge.compileservice.store.Sha256;
import dev.regauge.scheduler.executable.BundleManifest;
import dev.regauge.scheduler.executable.BundleManifest.BundleFile;
import dev.regauge.scheduler.executable.BundleManifest.Entry;
import dev.regauge.scheduler.executable.CanonicalJson;
import dev.regauge.scheduler.executable.MeshAxis;
import dev.regauge.scheduler.json.InvalidJson;
import dev.regauge.scheduler.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks an uploaded file against the contract and against what was asked for. Reads JSON and bytes; never deserializes an entry. */
public final class BundleVerifier {
    private static final String MANIFEST = "manifest.json";
    private static final Pattern ENTRY = Pattern.compile("entries/[a-z][A-Za-z0-9]{0,63}\\.bin");
    private static final Set<String> OTHERS =
            Set.of(MANIFEST, "optimized.hlo.zst", "program.stablehlo.zst", "report.json", "signature.json");
    private static final long MOST_JSON_BYTES = 32L << 20;

    private final FileChannel channel;
    private final Wanted wanted;

    private BundleVerifier(FileChannel channel, Wanted wanted) {
        this.channel = channel;
        this.wanted = wanted;
    }

    /** Verifies the file and gives its manifest; throws what is wrong with it. */
    public static BundleManifest verify(Path file, Wanted wanted) throws IOException, BundleRefused {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new BundleVerifier(channel, wanted).verify();
        } catch (InvalidJson | ClassCastException | ArithmeticException e) {
            // what the manifest's reader throws at documents of another shape
            throw new BundleRefused(String.valueOf(e.getMessage()));
        }
    }

    private BundleManifest verify() throws IOException, BundleRefused {
        Map<String, Tar.Member> members = members();
        Object json = Json.read(MANIFEST, bytes(members, MANIFEST));
        BundleManifest manifest = BundleManifest.read(json);
        checkFiles(manifest, members);
        checkEntries(manifest, members.keySet());
        checkAnswers(manifest, json);
        for (String name : List.of("signature.json", "report.json")) {
            if (!(Json.read(name, bytes(members, name)) instanceof Map<?, ?>)) {
                throw new BundleRefused(name, "not an object", "a JSON object");
            }
        }
        return manifest;
    }

    private Map<String, Tar.Member> members() throws IOException, BundleRefused {
        Map<String, Tar.Member> members = new HashMap<>();
        for (Tar.Member member : Tar.list(channel)) {
            if (!OTHERS.contains(member.name()) && !ENTRY.matcher(member.name()).matches()) {
                throw new BundleRefused(
                        "a name", member.name(), "entries/NAME.bin, " + String.join(", ", new TreeSet<>(OTHERS)));
            }
            members.put(member.name(), member);
        }
        for (String name : OTHERS) {
            if (!members.containsKey(name)) {
                throw new BundleRefused("the bundle lacks " + name);
            }
        }
        return members;
    }

    private void checkFiles(BundleManifest manifest, Map<String, Tar.Member> members)
            throws IOException, BundleRefused {
        Set<String> expected = new TreeSet<>(members.keySet());
        expected.remove(MANIFEST);
        Set<String> named =
                new TreeSet<>(manifest.files().stream().map(BundleFile::path).toList());
        if (!named.equals(expected)) {
            throw new BundleRefused("manifest.json.files", named, "exactly the other files, " + expected);
        }
        for (BundleFile file : manifest.files()) {
            Tar.Member member = members.get(file.path());
            if (member == null || member.bytes() != file.bytes()) {
                throw new BundleRefused(
                        "manifest.json.files " + file.path() + " bytes",
                        file.bytes(),
                        member == null ? "a file" : member.bytes() + ", its size in the tar");
            }
            String actual = digest(member);
            if (!actual.equals(file.sha256())) {
                throw new BundleRefused(
                        "manifest.json.files " + file.path() + " sha256",
                        file.sha256(),
                        actual + ", its content's digest");
            }
        }
    }

    // Every entry file belongs to exactly the entry it is named for; which digests hold, the manifest's reader has
    // checked.
    private static void checkEntries(BundleManifest manifest, Set<String> names) throws BundleRefused {
        Set<String> files = new TreeSet<>();
        for (Map.Entry<String, Entry> entry : manifest.entries().entrySet()) {
            String expected = "entries/" + entry.getKey() + ".bin";
            if (!entry.getValue().file().equals(expected)) {
                throw new BundleRefused(
                        "manifest.json.entries." + entry.getKey() + ".file",
                        entry.getValue().file(),
                        expected);
            }
            files.add(expected);
        }
        List<String> unnamed = names.stream()
                .filter(n -> n.startsWith("entries/") && !files.contains(n))
                .sorted()
                .toList();
        if (!unnamed.isEmpty()) {
            throw new BundleRefused("manifest.json.entries lacks " + unnamed);
        }
    }

    private void checkAnswers(BundleManifest manifest, Object json) throws BundleRefused {
        var inputs = wanted.inputs();
        equal("requestKey", manifest.requestKey(), wanted.key());
        equal("platform", manifest.platform(), inputs.target().platform());
        equal("processes", manifest.processes(), inputs.target().hosts());
        equal("devicesPerProcess", manifest.devicesPerProcess(), inputs.target().chipsPerHost());
        equal("globalBatch", manifest.globalBatch(), inputs.globalBatch());
        equal("gradientAccumulation", manifest.gradientAccumulation(), inputs.gradientAccumulation());
        equal("mesh", shape(manifest.mesh()), shape(inputs.mesh()));
        equal("program.entrypoint", manifest.entrypoint(), inputs.entrypoint());
        equal(
                "program.config",
                canonical(JsonObject.of(MANIFEST, json)
                        .object("program")
                        .object("config")
                        .asMap()),
                canonical(inputs.config()));
    }

    private static String shape(List<MeshAxis> mesh) {
        return String.join(
                " x ", mesh.stream().map(a -> a.axis() + "=" + a.size()).toList());
    }

    private static String canonical(Map<String, ?> value) throws BundleRefused {
        try {
            return CanonicalJson.text(value);
        } catch (IllegalArgumentException e) {
            throw new BundleRefused("manifest.json.program.config: " + e.getMessage());
        }
    }

    private static void equal(String field, Object value, Object asked) throws BundleRefused {
        if (!value.equals(asked)) {
            throw new BundleRefused("manifest.json." + field, value, asked + ", as asked for");
        }
    }

    private byte[] bytes(Map<String, Tar.Member> members, String name) throws IOException, BundleRefused {
        Tar.Member member = members.get(name);
        if (member == null) {
            throw new BundleRefused("the bundle lacks " + name);
        }
        if (member.bytes() > MOST_JSON_BYTES) {
            throw new BundleRefused("the size of " + name, member.bytes(), "at most " + MOST_JSON_BYTES);
        }
        return Tar.read(channel, member.offset(), (int) member.bytes());
    }

    private String digest(Tar.Member member) throws IOException {
        MessageDigest sha256 = Sha256.start();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long left = member.bytes();
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, buffer.capacity()));
            int n = channel.read(buffer, member.offset() + member.bytes() - left);
            if (n < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            sha256.update(buffer.flip());
            left -= n;
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
