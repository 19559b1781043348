package dev.regauge.crds.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A file of `examples/bad` with what its first two lines promise. */
public record BadExample(Path file, String expect, String says) {
    private static final String AT_ADMISSION = "refused by the API server";

    public static List<BadExample> all() {
        return Repository.manifests("examples/bad").stream()
                .map(BadExample::read)
                .toList();
    }

    private static BadExample read(Path file) {
        List<String> lines = Repository.text(file).lines().toList();
        return new BadExample(file, after(file, lines.get(0), "# Expect: "), after(file, lines.get(1), "# Says: "));
    }

    private static String after(Path file, String line, String start) {
        if (!line.startsWith(start)) {
            throw new IllegalStateException(
                    file + " must have a line that begins with `" + start + "`, not `" + line + "`");
        }
        return line.substring(start.length());
    }

    /** Refused whatever was applied before. */
    public boolean isRefused() {
        return expect.equals(AT_ADMISSION);
    }

    /** Refused as a change of a job that is there. */
    public boolean isRefusedAsChange() {
        return !isRefused() && expect.startsWith(AT_ADMISSION);
    }

    public String text() {
        return Repository.text(file);
    }

    @Override
    public String toString() {
        return Objects.requireNonNull(file.getFileName()).toString();
    }
}
