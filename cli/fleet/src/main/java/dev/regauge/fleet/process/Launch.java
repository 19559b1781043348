package dev.regauge.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * How a detached process is started.
 *
 * @param name names its log and its record; unique in a fleet
 * @param environment set on top of a small fixed environment: nothing else is inherited
 */
public record Launch(String name, List<String> command, Map<String, String> environment) {
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public Launch(String name, List<String> command) {
        this(name, command, Map.of());
    }

    /** The same, started anew when this file's content is not what it was: the process reads it only at its start. */
    public Launch reading(Path file) {
        try {
            CRC32C sum = new CRC32C();
            sum.update(Files.readAllBytes(file));
            Map<String, String> more = new HashMap<>(environment);
            more.put("REGAUGE_CONFIGURATION", Long.toHexString(sum.getValue()));
            return new Launch(name, command, more);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
