package dev.regauge.fleet.controlplane;

import dev.regauge.fleet.pki.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A kubeconfig that holds its certificate and key itself, readable by its owner alone. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /** Writes the file unless it says the same already: someone may be reading it. */
    public static Path write(Path file, String fleet, String server, Path authority, Credential client) {
        try {
            String content =
                    """
                    apiVersion: v1
                    kind: Config
                    clusters:
                      - name: %1$s
                        cluster:
                          server: %2$s
                          certificate-authority-data: %3$s
                    users:
                      - name: %1$s
                        user:
                          client-certificate-data: %4$s
                          client-key-data: %5$s
                    contexts:
                      - name: %1$s
                        context:
                          cluster: %1$s
                          user: %1$s
                    current-context: %1$s
                    """.formatted(fleet, server, base64(authority), base64(client.certificate()), base64(client.key()));
            if (Files.exists(file) && Files.readString(file).equals(content)) {
                return file;
            }
            Files.createDirectories(file.getParent());
            Path part = Files.createTempFile(
                    file.getParent(),
                    "kubeconfig",
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(part, content);
            return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing the kubeconfig " + file, e);
        }
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
