package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** The data file of release hosts, {@code cli/fleet/build/releases.properties}. */
record Releases(Map<String, String> values, String architecture) {

    static Releases read(Path file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new ArtifactMissing("cannot read " + file, e);
        }
        var values = new HashMap<String, String>();
        for (var name : properties.stringPropertyNames()) values.put(name, properties.getProperty(name));
        return new Releases(Map.copyOf(values), architecture(System.getProperty("os.arch")));
    }

    /** The machine's architecture by the name that Go and OCI use. */
    static String architecture(String java) {
        return switch (java.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> java;
        };
    }

    String version(Program program) {
        return value(project(program) + ".version");
    }

    URI address(Program program) {
        return filled(program, ".url");
    }

    URI checksumAddress(Program program) {
        return filled(program, ".sha256");
    }

    static String project(Program program) {
        return switch (program) {
            case ETCD -> "etcd";
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER, KUBELET, KUBECTL -> "kubernetes";
        };
    }

    private URI filled(Program program, String key) {
        return URI.create(value(project(program) + key)
                .replace("{version}", version(program))
                .replace("{arch}", architecture)
                .replace("{program}", program.executable()));
    }

    private String value(String key) {
        var value = values.get(key);
        if (value == null) throw new ArtifactMissing("releases.properties does not say " + key);
        return value;
    }
}
