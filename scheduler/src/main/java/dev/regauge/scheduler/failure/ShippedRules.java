package dev.regauge.scheduler.failure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the rules that lie beside this class. The one place of the core that touches a stream: data of the program itself, like its classes. */
final class ShippedRules {
    private ShippedRules() {}

    static List<String> lines() {
        try (InputStream in = ShippedRules.class.getResourceAsStream("rules.txt")) {
            if (in == null) {
                throw new IllegalStateException("rules.txt is missing beside " + ShippedRules.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
