package dev.regauge.cli.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where state and downloads go on this machine, by the XDG rules. */
public final class Places {
    private Places() {}

    public static Path state(String fleet) {
        return base("XDG_STATE_HOME", ".local/state").resolve("regauge").resolve(fleet);
    }

    public static Path cache() {
        @Nullable String own = System.getenv("REGAUGE_CACHE");
        return own == null || own.isBlank() ? base("XDG_CACHE_HOME", ".cache").resolve("regauge") : Path.of(own);
    }

    private static Path base(String variable, String underHome) {
        @Nullable String value = System.getenv(variable);
        return value == null || value.isBlank() ? Path.of(System.getProperty("user.home"), underHome) : Path.of(value);
    }
}
