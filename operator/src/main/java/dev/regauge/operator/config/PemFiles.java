package dev.regauge.operator.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The PEM files of the environment, read when asked for, so that a renewed file is seen without a restart. */
@ApplicationScoped
public class PemFiles {
    private static final Pattern PUBLIC_KEY =
            Pattern.compile("-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", Pattern.DOTALL);

    private final OperatorConfig config;

    PemFiles(OperatorConfig config) {
        this.config = config;
    }

    /** The authority that workers trust. */
    public String authority() {
        return read("REGAUGE_CA", config.ca());
    }

    /** Every public key that a bundle's index may be signed with, each as its own PEM text. */
    public List<String> signingPublicKeys() {
        return split(read("REGAUGE_SIGNING_PUBLIC_KEYS", config.signingPublicKeys()));
    }

    static List<String> split(String pem) {
        return PUBLIC_KEY
                .matcher(pem)
                .results()
                .map(match -> match.group() + "\n")
                .toList();
    }

    private static String read(String variable, Optional<String> path) {
        String file = path.orElseThrow(
                () -> new IllegalStateException(variable + " is not set. It must name a readable PEM file."));
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(variable + " = " + file + " cannot be read. Maybe the file is missing.", e);
        }
    }
}
