package dev.regauge.fleet.database;

import dev.regauge.fleet.host.Mounts;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.process.Daemons;
import dev.regauge.fleet.process.Launch;
import dev.regauge.fleet.state.FleetFile;
import dev.regauge.fleet.state.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One PostgreSQL server with one database, which belongs to the role {@code regauge}.
 *
 * <p>PostgreSQL refuses to run as root, and an ordinary user often may not walk into the state folder. So programs and
 * data are bound to places below {@code /run} where that user may go.
 */
public final class Database {
    public static final String NAME = "postgresql";

    private static final String ROLE = "regauge";
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Layout layout;
    private final int port;
    private final Daemons daemons;

    public Database(Layout layout, int port, Daemons daemons) {
        this.layout = layout;
        this.port = port;
        this.daemons = daemons;
    }

    /**
     * Starts the server, with a fresh database the first time.
     *
     * @param home the folder that holds {@code bin/postgres}
     * @param durable whether commits wait for the disk
     */
    public FleetFile.Database start(Path home, boolean durable) {
        String password = password();
        Mounts.bind(home, programs());
        Path dataOnDisk = layout.database().resolve("data");
        makeFor(dataOnDisk, "rwx------");
        makeFor(run(), "rwxr-xr-x");
        Mounts.bind(dataOnDisk, data());
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialize(password);
        }
        List<String> words = asUser(
                programs().resolve("bin/postgres").toString(),
                "-D",
                data().toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=" + run(),
                "-c",
                "fsync=" + (durable ? "on" : "off"));
        daemons.ensure(new Launch(NAME, words));
        daemons.await(NAME, "it takes connections", READY, this::takesConnections);
        return new FleetFile.Database("jdbc:postgresql://127.0.0.1:" + port + "/" + ROLE, ROLE, password);
    }

    public void stop() {
        daemons.stop(NAME, GRACE);
        daemons.forget(NAME);
        Mounts.removeBelow(run());
    }

    private void initialize(String password) {
        Command.of(asUser(
                        programs().resolve("bin/initdb").toString(),
                        "-D",
                        data().toString(),
                        "--username=postgres",
                        "--auth-local=peer",
                        "--auth-host=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"))
                .run();
        // Single-user mode needs no client program; each line is one statement.
        Command.of(asUser(
                        programs().resolve("bin/postgres").toString(), "--single", "-D", data().toString(), "postgres"))
                .reading("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + password + "'\nCREATE DATABASE " + ROLE
                        + " OWNER " + ROLE + "\n")
                .run();
    }

    private boolean takesConnections() {
        // Its own sign that start-up is over, with the word in the last line of the file.
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return Files.readString(data().resolve("postmaster.pid")).contains("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    private String password() {
        Path file = layout.database().resolve("password");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                byte[] random = new byte[16];
                new SecureRandom().nextBytes(random);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, HexFormat.of().formatHex(random));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("keeping the password in " + file, e);
        }
    }

    private void makeFor(Path folder, String permissions) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
            Command.of("chown", user(), folder.toString()).run();
        } catch (IOException e) {
            throw new UncheckedIOException("making " + folder, e);
        }
    }

    private Path run() {
        return layout.run().resolve("database");
    }

    private Path programs() {
        return run().resolve("programs");
    }

    private Path data() {
        return run().resolve("data");
    }

    private static List<String> asUser(String... words) {
        String group = Command.of("id", "-g", user()).run().strip();
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid", user(), "--regid", group, "--clear-groups"));
        all.addAll(List.of(words));
        return all;
    }

    /** The packages make a user of their own; elsewhere the one who owns nothing has to do. */
    private static String user() {
        return Command.of("id", "-u", "postgres").attempt().succeeded() ? "postgres" : "nobody";
    }
}
