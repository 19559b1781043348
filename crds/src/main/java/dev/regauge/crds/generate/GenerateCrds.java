package dev.regauge.crds.generate;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes the generated files; its one argument is the root of the repository. */
public final class GenerateCrds {
    private GenerateCrds() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(
                    "one argument must be given, the root of the repository, not " + arguments.length);
        }
        for (var file : files().entrySet()) {
            Path path = Path.of(arguments[0]).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    /** Content of every generated file by its path from the root of the repository. */
    static Map<String, String> files() {
        var files = new TreeMap<String, String>();
        var definitions = Definitions.all();
        definitions.forEach((plural, definition) -> files.put(
                "crds/generated/" + plural + ".yaml",
                "# Generated from dev.regauge.crds.v1alpha1 by `mvn -pl crds -am -Pgenerate process-classes`; edit the classes.\n"
                        + Serialization.asYaml(definition)));
        files.put("docs/reference.md", ReferencePage.of(definitions.values()));
        return files;
    }
}
