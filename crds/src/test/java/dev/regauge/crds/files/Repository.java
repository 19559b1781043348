package dev.regauge.crds.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checkout that the tests run in. */
public final class Repository {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private Repository() {}

    public static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    public static String text(String relative) {
        return text(path(relative));
    }

    public static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The YAML files of a folder in order of their names. */
    public static List<Path> manifests(String folder) {
        try (var files = Files.list(path(folder))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
