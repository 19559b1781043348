package dev.regauge.fleet.host;

import dev.regauge.fleet.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mounts of this machine below a folder. */
public final class Mounts {
    private Mounts() {}

    /** Mount points at or below the folder, the newest first. */
    public static List<Path> below(Path folder) {
        return below(folder, lines(Path.of("/proc/self/mountinfo")));
    }

    static List<Path> below(Path folder, List<String> mountInfo) {
        return mountInfo.stream()
                .map(line -> Path.of(unescaped(line.split(" ")[4])))
                .filter(point -> point.startsWith(folder))
                .toList()
                .reversed();
    }

    /** Unmounts all of them; one that is still in use is detached and goes when its last user does. */
    public static void removeBelow(Path folder) {
        for (Path point : below(folder)) {
            Command.Result result = Command.of("umount", point.toString()).attempt();
            if (!result.succeeded()) {
                Command.of("umount", "--lazy", point.toString()).attempt();
            }
        }
    }

    public static void bind(Path source, Path target) {
        if (below(target).isEmpty()) {
            try {
                Files.createDirectories(target);
            } catch (IOException e) {
                throw new UncheckedIOException("making " + target, e);
            }
            Command.of("mount", "--bind", source.toString(), target.toString()).run();
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    /** The kernel writes space, tab, newline and backslash as octal numbers. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
