package dev.regauge.fleet.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held while a fleet is brought up or down: two at once would undo each other's work. Gone with its process. */
public record StateLock(FileChannel channel, FileLock lock) implements AutoCloseable {
    public static StateLock hold(Path state) {
        Path file = Layout.RUN.resolve("locks").resolve(Integer.toHexString(state.hashCode()));
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw busy(state);
            }
            return new StateLock(channel, lock);
        } catch (OverlappingFileLockException mine) {
            throw busy(state);
        } catch (IOException e) {
            throw new UncheckedIOException("locking " + file, e);
        }
    }

    private static IllegalStateException busy(Path state) {
        return new IllegalStateException(
                "another 'up' or 'down' is at work on the fleet in " + state + ": wait for it");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("unlocking", e);
        }
    }
}
