package dev.regauge.fleet.services;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one of the two services is run.
 *
 * @param jar what {@code java -jar} starts
 * @param javaOptions such as the heap's limit or an ahead-of-time cache
 * @param environment wins over what the fleet sets
 */
public record ServiceSpec(Path jar, List<String> javaOptions, Map<String, String> environment) {
    public ServiceSpec {
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
    }

    public static ServiceSpec of(Path jar) {
        return new ServiceSpec(jar, List.of(), Map.of());
    }
}
