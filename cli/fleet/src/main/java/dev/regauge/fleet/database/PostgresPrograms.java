package dev.regauge.fleet.database;

import dev.regauge.fleet.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds PostgreSQL's programs: those of the machine's packages, else those that came with this program. */
public final class PostgresPrograms {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final String BUNDLED = "/postgres-linux-x86_64.txz";

    private PostgresPrograms() {}

    /**
     * @param cache where bundled programs are unpacked once
     * @return the folder that holds {@code bin/postgres}
     */
    public static Path home(Path cache) {
        return packaged().orElseGet(() -> bundled(cache));
    }

    private static Optional<Path> packaged() {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d+"))
                    .filter(version -> Files.isExecutable(version.resolve("bin/postgres"))
                            && Files.isExecutable(version.resolve("bin/initdb")))
                    .max(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + PACKAGES, e);
        }
    }

    static Path bundled(Path cache) {
        Path home = cache.resolve("postgresql");
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        try (InputStream archive = PostgresPrograms.class.getResourceAsStream(BUNDLED)) {
            if (archive == null) {
                throw new IllegalStateException("no PostgreSQL: neither " + PACKAGES
                        + " nor programs that came along. Install the package 'postgresql' or give --db");
            }
            Files.createDirectories(cache);
            Path part = Files.createTempDirectory(cache, "postgresql-");
            Path file = part.resolve("archive.txz");
            Files.copy(archive, file);
            Command.of("tar", "-xJf", file.toString(), "-C", part.toString()).run();
            Files.delete(file);
            // Another user than ours runs them.
            Command.of("chmod", "-R", "go+rX", part.toString()).run();
            Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking PostgreSQL to " + home, e);
        }
    }
}
