package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Folders that are made once under a name that says what went into them, and never changed after that. */
final class Cache {
    /** A file lock belongs to the process, so the threads of one process need a lock of their own. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path root;

    Cache(Path root) {
        this.root = root;
    }

    /** Fills an empty folder. */
    interface Maker {
        void make(Path folder) throws IOException;
    }

    Path folder(String kind, String key) {
        return root.resolve(kind).resolve(key);
    }

    /** The folder of that name, made first if it is not there. */
    Path once(String kind, String key, Maker maker) {
        var folder = folder(kind, key);
        if (Files.isDirectory(folder)) return folder;
        return alone(kind + "-" + key, () -> {
            if (Files.isDirectory(folder)) return folder;
            removePartials(folder);
            var partial = folder.resolveSibling(
                    "." + key + ".partial-" + ProcessHandle.current().pid());
            Files.createDirectories(partial);
            maker.make(partial);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            return folder;
        });
    }

    interface Work<T> {
        T run() throws IOException;
    }

    /** Runs the work while no other thread or process works under the same name. */
    <T> T alone(String name, Work<T> work) {
        var file = root.resolve("locks").resolve(name + ".lock");
        var lock = LOCKS.computeIfAbsent(file, ignored -> new ReentrantLock());
        lock.lock();
        try {
            Files.createDirectories(root.resolve("locks"));
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                if (!held.isValid()) throw new IOException("lost the lock " + file);
                return work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    static void delete(Path folder) {
        Run.of("rm", "-rf", "--one-file-system", folder.toString()).output();
    }

    /** What a process that was ended in the middle left behind; its maker is gone, for the lock is ours. */
    private static void removePartials(Path folder) throws IOException {
        Files.createDirectories(folder.resolveSibling("."));
        List<Path> partials;
        try (var siblings = Files.list(folder.resolveSibling("."))) {
            partials = siblings.filter(sibling ->
                            sibling.getFileName().toString().startsWith("." + folder.getFileName() + ".partial-"))
                    .toList();
        }
        partials.forEach(Cache::delete);
    }
}
