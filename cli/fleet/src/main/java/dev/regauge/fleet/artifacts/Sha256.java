package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal. */
final class Sha256 {
    private final MessageDigest digest = newDigest();

    /** Adds one part, so that different cuts of the same characters give different digests. */
    Sha256 with(String part) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
        return this;
    }

    Sha256 withFile(Path file) throws IOException {
        return with(ofFile(file));
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Enough of the digest to name a folder. */
    String shortHex() {
        return hex().substring(0, 16);
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    static String ofFile(Path file) throws IOException {
        var sink = new Sink(OutputStream.nullOutputStream());
        try (var in = Files.newInputStream(file)) {
            in.transferTo(sink);
        }
        return sink.hex();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Passes bytes on, counting and digesting them. */
    static final class Sink extends OutputStream {
        private final OutputStream next;
        private final MessageDigest digest = newDigest();
        private long bytes;

        Sink(OutputStream next) {
            this.next = next;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            digest.update(buffer, offset, length);
            bytes += length;
            next.write(buffer, offset, length);
        }

        @Override
        public void flush() throws IOException {
            next.flush();
        }

        long bytes() {
            return bytes;
        }

        /** Ends the digest. */
        String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
