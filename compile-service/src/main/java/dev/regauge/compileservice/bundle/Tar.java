package dev.regauge.compileservice.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the one tar layout that bundles have: USTAR, regular files only, names strictly ascending, mode 0644, no owner, no time, zero padding. It is
 * not a tar reader that is forgiving: whatever two readers could read differently (links, extensions, duplicates, trailing bytes) is refused.
 */
final class Tar {
    private static final int BLOCK = 512;
    // Python's tarfile and GNU tar fill their output up to records of 20 blocks.
    private static final int MOST_TRAILING_BLOCKS = 21;
    private static final int MOST_FILES = 32;

    private final FileChannel channel;
    private final long size;

    private Tar(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** A file inside: where its content starts and how long it is. */
    record Member(String name, long offset, long bytes) {}

    /** The members in the order of the archive, which is the order of their names. */
    static List<Member> list(FileChannel channel) throws IOException, BundleRefused {
        return new Tar(channel).list();
    }

    private List<Member> list() throws IOException, BundleRefused {
        if (size % BLOCK != 0) {
            throw new BundleRefused("the size of the tar", size, "a multiple of 512; maybe the upload was cut off");
        }
        List<Member> members = new ArrayList<>();
        long at = 0;
        while (true) {
            byte[] header = read(at, BLOCK, "a header");
            if (allZero(header, 0, BLOCK)) {
                checkEnd(at);
                return members;
            }
            Member member = member(header, at);
            if (!members.isEmpty() && members.getLast().name().compareTo(member.name()) >= 0) {
                throw new BundleRefused(
                        "the name after \"" + members.getLast().name() + "\"",
                        member.name(),
                        "names in ascending order, each once");
            }
            members.add(member);
            if (members.size() > MOST_FILES) {
                throw new BundleRefused("the number of files", members.size(), "at most " + MOST_FILES);
            }
            at = next(member);
        }
    }

    private long next(Member member) throws IOException, BundleRefused {
        long end = member.offset() + member.bytes();
        int padding = (int) (-end & (BLOCK - 1));
        if (end + padding > size) {
            throw new BundleRefused(
                    member.name() + ".size",
                    member.bytes(),
                    "at most the bytes that follow; maybe the upload was cut off");
        }
        if (!allZero(read(end, padding, "padding"), 0, padding)) {
            throw new BundleRefused("the padding after " + member.name(), "not zero", "zeros");
        }
        return end + padding;
    }

    private void checkEnd(long at) throws IOException, BundleRefused {
        long blocks = (size - at) / BLOCK;
        if (blocks < 2 || blocks > MOST_TRAILING_BLOCKS) {
            throw new BundleRefused("the number of blocks at the end", blocks, "2 to " + MOST_TRAILING_BLOCKS);
        }
        int rest = (int) (size - at);
        if (!allZero(read(at, rest, "the end"), 0, rest)) {
            throw new BundleRefused("the end of the tar", "not zero", "zeros");
        }
    }

    private static Member member(byte[] header, long at) throws BundleRefused {
        String name = text(header, 0, 100, "a name");
        String where = "\"" + name + "\": ";
        field(where + "magic", text(header, 257, 6, "magic") + text(header, 263, 2, "version"), "ustar00");
        field(where + "type", Character.toString(header[156]), "0");
        field(where + "mode", octal(header, 100, 7, "\0", where + "mode"), 0644L);
        field(where + "uid", octal(header, 108, 7, "\0", where + "uid"), 0L);
        field(where + "gid", octal(header, 116, 7, "\0", where + "gid"), 0L);
        field(where + "mtime", octal(header, 136, 11, "\0", where + "mtime"), 0L);
        field(where + "link target", text(header, 157, 100, where + "link target"), "");
        field(where + "owner", text(header, 265, 32, where + "owner"), "");
        field(where + "group", text(header, 297, 32, where + "group"), "");
        field(where + "prefix", text(header, 345, 155, where + "prefix"), "");
        if (!allZero(header, 329, 16) || !allZero(header, 500, 12)) {
            throw new BundleRefused(where + "device or filler", "not zero", "zeros");
        }
        field(where + "checksum", octal(header, 148, 6, "\0 ", where + "checksum"), checksum(header));
        return new Member(name, at + BLOCK, octal(header, 124, 11, "\0", where + "size"));
    }

    private static void field(String what, Object value, Object allowed) throws BundleRefused {
        if (!value.equals(allowed)) {
            throw new BundleRefused(what, value, allowed.toString());
        }
    }

    // Sum of all bytes with the checksum field itself taken as spaces.
    private static long checksum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    // Text up to the first NUL; everything after that must be NUL too, or two readers could see two names.
    private static String text(byte[] header, int from, int length, String what) throws BundleRefused {
        int end = from;
        while (end < from + length && header[end] != 0) {
            if (header[end] < 0x20 || header[end] > 0x7e) {
                throw new BundleRefused(what, "not printable ASCII", "printable ASCII");
            }
            end++;
        }
        if (!allZero(header, end, from + length - end)) {
            throw new BundleRefused(what, "text after its end", "zeros after the text");
        }
        return new String(header, from, end - from, StandardCharsets.US_ASCII);
    }

    // As many octal digits as there is room for, then `end`: the one way in which Python's tarfile writes a number.
    private static long octal(byte[] header, int from, int digits, String end, String what) throws BundleRefused {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            if (header[i] < '0' || header[i] > '7') {
                throw new BundleRefused(what, "not octal digits", digits + " octal digits");
            }
            value = value * 8 + (header[i] - '0');
        }
        for (int i = 0; i < end.length(); i++) {
            if (header[from + digits + i] != end.charAt(i)) {
                throw new BundleRefused(what, "not ended as usual", digits + " octal digits and their end");
            }
        }
        return value;
    }

    private static boolean allZero(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] read(long at, int length, String what) throws IOException, BundleRefused {
        if (at + length > size) {
            throw new BundleRefused("the tar", "ending inside " + what, "whole blocks; maybe the upload was cut off");
        }
        return read(channel, at, length);
    }

    static byte[] read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            // a positional read may give less than asked for
        }
        if (buffer.hasRemaining()) {
            throw new IOException("the file became shorter while it was read");
        }
        return buffer.array();
    }
}
