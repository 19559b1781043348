package dev.regauge.fleet.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code fleet.json}: where everything of a running fleet is. Holds the database's password, so only the owner reads it.
 *
 * @param database null when the fleet has none
 * @param workerImage null when the fleet has no nodes
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FleetFile(
        String name,
        String id,
        String kubeconfig,
        Bridge bridge,
        String apiServer,
        String gatewayUrl,
        String compileUrl,
        @Nullable Database database,
        Pki pki,
        Kubeconfigs kubeconfigs,
        @Nullable String workerImage,
        String cpuFeatures,
        List<Node> nodes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public record Bridge(String name, String address, String cidr) {}

    public record Database(String url, String user, String password) {}

    public record Pki(
            String ca,
            String gatewayCert,
            String gatewayKey,
            String compileCert,
            String compileKey,
            String signingKey,
            String signingPublicKey) {}

    public record Kubeconfigs(String operator, String compileService, String cli) {}

    public record Node(String name, String pool, int chips) {}

    public static Optional<FleetFile> read(Path state) {
        return read(Layout.fleetFile(state), FleetFile.class);
    }

    public void write(Path state) {
        write(Layout.fleetFile(state), this);
    }

    static <T> Optional<T> read(Path file, Class<T> type) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), type));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    static void write(Path file, Object content) {
        try {
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(
                    file.getParent(),
                    file.getFileName().toString(),
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            JSON.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), content);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
