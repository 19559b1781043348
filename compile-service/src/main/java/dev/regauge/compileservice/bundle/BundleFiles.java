package dev.regauge.compileservice.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Single files out of a stored bundle. */
public final class BundleFiles {
    private BundleFiles() {}

    /** The bytes of one file of a bundle that was verified before it was stored. */
    public static Optional<byte[]> read(Path bundle, String name) throws IOException {
        try (FileChannel channel = FileChannel.open(bundle, StandardOpenOption.READ)) {
            for (Tar.Member member : Tar.list(channel)) {
                if (member.name().equals(name)) {
                    return Optional.of(Tar.read(channel, member.offset(), Math.toIntExact(member.bytes())));
                }
            }
            return Optional.empty();
        } catch (BundleRefused e) {
            throw new IOException(
                    "the stored bundle " + bundle.getFileName() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
