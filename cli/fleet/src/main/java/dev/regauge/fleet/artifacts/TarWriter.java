package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a POSIX tar whose bytes depend on names, modes and contents alone: time 0, user and group 0, no names of users.
 * Names that a ustar header cannot hold go into a pax header.
 */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void directory(String name, int mode) throws IOException {
        header(name.endsWith("/") ? name : name + "/", "", mode, 0, '5');
    }

    void link(String name, String target) throws IOException {
        header(name, target, 0777, 0, '2');
    }

    void file(String name, int mode, byte[] content) throws IOException {
        header(name, "", mode, content.length, '0');
        out.write(content);
        pad(content.length);
    }

    void file(String name, int mode, Path content) throws IOException {
        var size = Files.size(content);
        startFile(name, mode, size);
        try (InputStream in = Files.newInputStream(content)) {
            var written = in.transferTo(out);
            if (written != size) {
                throw new IOException(content + " had " + size + " bytes and now has " + written);
            }
        }
        endFile(size);
    }

    /** Begins a file whose bytes the caller writes itself; {@link #endFile} must follow. */
    void startFile(String name, int mode, long size) throws IOException {
        header(name, "", mode, size, '0');
    }

    void endFile(long size) throws IOException {
        pad(size);
    }

    /** Writes the end of the archive; the stream below stays open. */
    @Override
    public void close() throws IOException {
        out.write(ZEROS);
        out.write(ZEROS);
        out.flush();
    }

    private void header(String name, String target, int mode, long size, char type) throws IOException {
        if (!fits(name) || !fits(target)) {
            var records = record("path", name) + (target.isEmpty() ? "" : record("linkpath", target));
            var bytes = records.getBytes(StandardCharsets.UTF_8);
            out.write(ustar("pax", "", 0644, bytes.length, 'x'));
            out.write(bytes);
            pad(bytes.length);
        }
        out.write(ustar(name, target, mode, size, type));
    }

    private static boolean fits(String name) {
        return name.length() <= 100 && StandardCharsets.US_ASCII.newEncoder().canEncode(name);
    }

    /** "LENGTH key=value\n", where LENGTH counts itself. */
    private static String record(String key, String value) {
        var rest = " " + key + "=" + value + "\n";
        var bytes = rest.getBytes(StandardCharsets.UTF_8).length;
        var length = bytes + 1;
        while (bytes + Integer.toString(length).length() != length) length++;
        return length + rest;
    }

    private static byte[] ustar(String name, String target, int mode, long size, char type) {
        var block = new byte[BLOCK];
        text(block, 0, 100, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        text(block, 148, 8, "        ");
        block[156] = (byte) type;
        text(block, 157, 100, target);
        text(block, 257, 8, "ustar\00000");
        octal(block, 329, 8, 0);
        octal(block, 337, 8, 0);
        var sum = 0;
        for (var b : block) sum += b & 0xff;
        text(block, 148, 8, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void text(byte[] block, int offset, int width, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, Math.min(width, bytes.length));
    }

    private static void octal(byte[] block, int offset, int width, long value) {
        var digits = Long.toOctalString(value);
        if (digits.length() >= width) throw new IllegalArgumentException("too large for a tar header: " + value);
        text(block, offset, width - 1, "0".repeat(width - 1 - digits.length()) + digits);
    }

    private void pad(long size) throws IOException {
        var over = (int) (size % BLOCK);
        if (over != 0) out.write(ZEROS, 0, BLOCK - over);
    }
}
