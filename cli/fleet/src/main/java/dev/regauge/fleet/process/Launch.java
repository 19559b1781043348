package dev.regauge.fleet.process;

import java.util.List;
import java.util.Map;

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
}
