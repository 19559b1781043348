package dev.regauge.compileservice.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The artifact store in one folder:
 *
 * <pre>
 * blobs/sha256/ab/ab…       bundles, named by their content
 * index/NAMESPACE/KEY.json  signed entries: request key to digest; written once
 * grants/NAMESPACE/DIGEST   which digests a namespace may read
 * uploads/UID-TRY           which digest a try stored
 * tmp/                      what is being written; emptied at start
 * </pre>
 *
 * A file appears under its name only when its content is on the disk. Order of an upload: blob, upload, grant, index; so an index entry always
 * points at a blob that is there, and whatever a crash leaves behind is completed by the same upload coming again.
 */
public final class ArtifactStore {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern UPLOAD = Pattern.compile("[0-9a-zA-Z-]{1,64}");

    private final Path root;
    private final Disk disk;
    // Digest -> what the file looked like when its content last matched its name.
    private final Map<String, Stat> verified = new ConcurrentHashMap<>();

    private record Stat(
            long size, FileTime modified, @Nullable Object fileKey) {}

    public ArtifactStore(Path root) {
        this(root, Disk.REAL);
    }

    ArtifactStore(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
        try {
            for (String folder : new String[] {"blobs/sha256", "index", "grants", "uploads", "tmp"}) {
                Files.createDirectories(root.resolve(folder));
            }
            try (Stream<Path> leftovers = Files.list(root.resolve("tmp"))) {
                for (Path leftover : leftovers.toList()) {
                    Files.delete(leftover);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "REGAUGE_STORE is \"" + root + "\", which cannot be used; allowed: a folder this process can write",
                    e);
        }
    }

    /** A blob that is there and whose content has its name. */
    public record Blob(Path file, long bytes) {}

    /** A file to fill; what is not kept when it is closed is removed. */
    public final class Incoming implements AutoCloseable {
        private final Path file = root.resolve("tmp").resolve(UUID.randomUUID().toString());

        private Incoming() {}

        /** Where to write. */
        public Path file() {
            return file;
        }

        /** Puts the written file into the store under the digest that its content has. */
        public void keep(String sha256) throws IOException {
            Path blob = blobPath(sha256);
            createFolder(folder(blob));
            disk.flush(file);
            disk.move(file, blob);
            disk.flushFolder(folder(blob));
            verified.put(sha256, stat(blob));
        }

        /** Removes what was not kept. */
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Starts a file. */
    public Incoming incoming() {
        return new Incoming();
    }

    /** Notes which digest a try stored. Answers the digest that is noted: another one than given if the try stored something else before. */
    public String recordUpload(String uid, int attempt, String sha256) throws IOException {
        Path path = uploadPath(uid, attempt);
        return createOnce(path, sha256(sha256)) ? sha256 : Files.readString(path);
    }

    /**
     * Writes an index entry once; a namespace's first bundle for a key stays. Answers false if there is one already.
     */
    public boolean addIndex(String namespace, String requestKey, String sha256, String envelope) throws IOException {
        createOnce(root.resolve("grants").resolve(label(namespace)).resolve(sha256(sha256)), "");
        return createOnce(indexPath(namespace, requestKey), envelope);
    }

    /** The entry that a namespace has for a key, as it was written. */
    public Optional<String> index(String namespace, String requestKey) throws IOException {
        try {
            return Optional.of(Files.readString(indexPath(namespace, requestKey)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Removes an index entry that holds no more. */
    public void removeIndex(String namespace, String requestKey) throws IOException {
        Files.deleteIfExists(indexPath(namespace, requestKey));
    }

    /** Whether there is a file for this digest; `blob` also looks into it. */
    public boolean has(String sha256) {
        return Files.exists(blobPath(sha256));
    }

    /** Which digest a try stored, if it did. */
    public Optional<String> upload(String uid, int attempt) throws IOException {
        try {
            return Optional.of(Files.readString(uploadPath(uid, attempt)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether a namespace's index holds a bundle with this digest. */
    public boolean mayRead(String namespace, String sha256) {
        return Files.exists(root.resolve("grants").resolve(label(namespace)).resolve(sha256(sha256)));
    }

    /** A blob, its content checked against its name unless the file is as it was at the last check. */
    public Optional<Blob> blob(String sha256) throws IOException {
        Path file = blobPath(sha256);
        Stat now;
        try {
            now = stat(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (!now.equals(verified.get(sha256))) {
            String actual = digestOf(file);
            if (!actual.equals(sha256)) {
                throw new DamagedBlob(file, actual);
            }
            verified.put(sha256, now);
        }
        return Optional.of(new Blob(file, now.size()));
    }

    /** The SHA-256 of a file's content, in hex. */
    public static String digestOf(Path file) throws IOException {
        MessageDigest sha256 = Sha256.start();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    // Creates a file with this content if the name is free; the content is on the disk before the name exists.
    private boolean createOnce(Path path, String content) throws IOException {
        if (Files.exists(path)) {
            return false;
        }
        createFolder(folder(path));
        Path file = root.resolve("tmp").resolve(UUID.randomUUID().toString());
        try {
            Files.writeString(file, content, StandardCharsets.UTF_8);
            disk.flush(file);
            disk.link(file, path);
            disk.flushFolder(folder(path));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            disk.flushFolder(folder(folder));
        }
    }

    private static Path folder(Path path) {
        return Objects.requireNonNull(path.getParent(), "a path in the store has a folder");
    }

    private static Stat stat(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stat(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    private Path blobPath(String sha256) {
        return root.resolve("blobs/sha256")
                .resolve(sha256(sha256).substring(0, 2))
                .resolve(sha256);
    }

    private Path indexPath(String namespace, String requestKey) {
        return root.resolve("index").resolve(label(namespace)).resolve(sha256(requestKey) + ".json");
    }

    private Path uploadPath(String uid, int attempt) {
        if (!UPLOAD.matcher(uid).matches()) {
            throw new IllegalArgumentException("uid is \"" + uid + "\"; allowed: letters, digits and -");
        }
        return root.resolve("uploads").resolve(uid + "-" + attempt);
    }

    // Names become paths, so nothing but these alphabets gets in.
    private static String sha256(String text) {
        if (!SHA256.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not 64 hex digits in lower case");
        }
        return text;
    }

    private static String label(String namespace) {
        if (!LABEL.matcher(namespace).matches()) {
            throw new IllegalArgumentException("\"" + namespace + "\" is not the name of a namespace");
        }
        return namespace;
    }
}
