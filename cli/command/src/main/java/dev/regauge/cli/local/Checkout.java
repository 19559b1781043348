package dev.regauge.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the files of this Regauge are: a checkout that was built. */
public record Checkout(Path root) {
    /**
     * The checkout that the entry script names, or the one around the working directory.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Checkout find() {
        String named = System.getenv("REGAUGE_HOME");
        @Nullable
        Path folder = Path.of(named == null ? "" : named).toAbsolutePath().normalize();
        while (folder != null) {
            if (Files.isDirectory(folder.resolve("crds/generated"))
                    && Files.isDirectory(folder.resolve("worker-image"))) {
                return new Checkout(folder);
            }
            folder = folder.getParent();
        }
        throw new IllegalArgumentException("REGAUGE_HOME is '" + named
                + "' and the working directory is not inside a Regauge checkout. Maybe run ./regauge from one.");
    }

    /** Kinds, roles and admission rules, in the order in which they are applied. */
    public List<Path> manifests() {
        return List.of(root.resolve("crds/generated"), root.resolve("crds/rbac"), root.resolve("crds/admission"));
    }

    public Path profiles() {
        return root.resolve("crds/profiles");
    }

    public Path examples() {
        return root.resolve("examples");
    }

    public Path example(String name) {
        return examples().resolve(name + ".yaml");
    }

    public Path operatorJar() {
        return built(root.resolve("operator/target/quarkus-app/quarkus-run.jar"));
    }

    public Path compileServiceJar() {
        return built(root.resolve("compile-service/target/quarkus-app/quarkus-run.jar"));
    }

    private static Path built(Path jar) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar + " is not there. Maybe run ./regauge, which builds before it starts anything.");
        }
        return jar;
    }
}
