package dev.regauge.compileservice.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The four calls that make a file durable, apart so that tests can cut the power between any two of them. */
interface Disk {
    /** Writes a file's content through to the disk. */
    void flush(Path file) throws IOException;

    /** Writes a folder's entries through to the disk. */
    void flushFolder(Path folder) throws IOException;

    /** Gives a finished file its name, replacing another one. */
    void move(Path from, Path to) throws IOException;

    /** Gives a finished file a second name; throws FileAlreadyExistsException if the name is taken. */
    void link(Path existing, Path name) throws IOException;

    /** The real disk. */
    Disk REAL = new Disk() {
        @Override
        public void flush(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }

        @Override
        public void flushFolder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void link(Path existing, Path name) throws IOException {
            Files.createLink(name, existing);
        }
    };
}
