package dev.regauge.fleet.artifacts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * One layer of an image, kept as the folder it was made in; its tar is written anew each time it is needed, because two
 * passes over a tree in the page cache are cheaper than gigabytes on disk.
 *
 * @param sha256 of the tar, 64 hexadecimal digits
 * @param bytes of the tar
 */
record Layer(Path tree, String sha256, long bytes) {
    private static final int BUFFER = 1 << 20;
    /** Set-user and set-group bits are dropped: nothing in a pod may gain privileges. */
    private static final int MODE_BITS = 01777;

    static Layer of(Path tree) throws IOException {
        var sink = new Sha256.Sink(OutputStream.nullOutputStream());
        write(tree, sink);
        return new Layer(tree, sink.hex(), sink.bytes());
    }

    String digest() {
        return "sha256:" + sha256;
    }

    void writeTo(OutputStream out) throws IOException {
        write(tree, out);
    }

    private static void write(Path tree, OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out, BUFFER);
        try (var tar = new TarWriter(buffered)) {
            addChildren(tar, tree, "");
        }
        buffered.flush();
    }

    private static void addChildren(TarWriter tar, Path folder, String prefix) throws IOException {
        for (var child : children(folder)) {
            var name = prefix + child.getFileName();
            if (Files.isSymbolicLink(child)) {
                tar.link(name, Files.readSymbolicLink(child).toString());
            } else if (Files.isDirectory(child)) {
                tar.directory(name, mode(child));
                addChildren(tar, child, name + "/");
            } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                tar.file(name, mode(child), child);
            }
            // Devices and sockets are left out: the container runtime makes its own /dev.
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.sorted(Comparator.comparing(child -> child.getFileName().toString()))
                    .toList();
        }
    }

    private static int mode(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS)).intValue() & MODE_BITS;
    }
}
