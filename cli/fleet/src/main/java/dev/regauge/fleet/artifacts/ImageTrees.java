package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folders that the worker image's layers are made of, each cached under the digest of its inputs. Every .pyc is of the
 * unchecked-hash kind: the time stamps of the others would not survive an image, and a read-only root could not renew them.
 */
final class ImageTrees {
    private static final String SUITE = "trixie";
    private static final List<String> PACKAGES = List.of("ca-certificates", "python3", "python3-venv");
    private static final String COMPILE = "-m compileall -q -f --invalidation-mode unchecked-hash ";

    private static final String FINISH_BASE = """
            chroot "$1" /usr/bin/python3 %s /usr/lib/python3 /usr/lib/python3.13 || true
            mkdir -p "$1/opt/venv" "$1/opt/dev" "$1/opt/regauge" "$1/var/cache/regauge" "$1/mnt"
            rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/* "$1"/usr/share/doc/* "$1"/usr/share/man/*
            : > "$1/etc/resolv.conf"; : > "$1/etc/hosts"; : > "$1/etc/hostname"; : > "$1/etc/pip.conf"
            """.formatted(COMPILE);

    private static final String INSTALL_WHEELS = """
            python3 -m venv /opt/venv
            /opt/venv/bin/pip install --quiet --no-compile --no-cache-dir --require-hashes -r /mnt/requirements.lock
            rm -rf /opt/venv/lib/python3.13/site-packages/pip /opt/venv/lib/python3.13/site-packages/pip-*.dist-info /opt/venv/bin/pip*
            find /opt/venv -name __pycache__ -prune -exec rm -rf {} +
            PYTHONHASHSEED=0 /opt/venv/bin/python -B %s -j 0 /opt/venv/lib || true
            """.formatted(COMPILE);

    private static final String INSTALL_DEV = """
            python3 -m venv /tmp/installer
            /tmp/installer/bin/pip install --quiet --no-cache-dir --require-hashes --target /opt/dev -r /mnt/requirements-dev.lock
            """;

    private final Path workerImage;
    private final Cache cache;
    private final Map<String, String> environment;

    ImageTrees(Path workerImage, Cache cache, Map<String, String> environment) {
        this.workerImage = workerImage;
        this.cache = cache;
        this.environment = environment;
    }

    /** Debian with Python, nothing else. */
    Path base(Progress progress) {
        var key = "base-" + inputs().shortHex();
        return cache.once("trees", key, folder -> {
                    progress.say("making the worker image's base: Debian " + SUITE + " with Python");
                    var root = folder.resolve("root");
                    Run.of(
                                    "mmdebstrap",
                                    "--quiet",
                                    "--variant=minbase",
                                    "--include=" + String.join(",", PACKAGES),
                                    SUITE,
                                    root.toString())
                            .with("SOURCE_DATE_EPOCH", "0")
                            .output();
                    Run.of("bash", "-euc", FINISH_BASE, "finish", root.toString())
                            .output();
                })
                .resolve("root");
    }

    /** The pinned wheels in one virtual environment, {@code opt/venv}. */
    Path wheels(Progress progress) {
        return installed("wheels", "requirements.lock", INSTALL_WHEELS, "opt/venv", progress);
    }

    /** What checks and tests the worker's code, {@code opt/dev}; not part of the image. */
    Path dev(Progress progress) {
        return installed("dev", "requirements-dev.lock", INSTALL_DEV, "opt/dev", progress);
    }

    /** Where the worker's tests run: the image's base and wheels with the test tools, and the checkout to write to. */
    Jail testJail(Path checkout, Progress progress) {
        var readable = Map.of(
                wheels(progress).resolve("opt/venv"), "/opt/venv", dev(progress).resolve("opt/dev"), "/opt/dev");
        var settings = Map.of(
                "PYTHONPATH",
                "/opt/dev",
                "PYTHONDONTWRITEBYTECODE",
                "1",
                "JAX_PLATFORMS",
                "cpu",
                "CI",
                environment.getOrDefault("CI", ""));
        return new Jail(base(progress), Map.of(checkout, "/mnt"), readable, settings);
    }

    /** The worker's own code, {@code opt/regauge}. */
    Path code(Progress progress) throws IOException {
        var source = workerImage.resolve("src");
        var files = sources(source);
        var inputs = inputs().with("code");
        for (var file : files) inputs.with(source.relativize(file).toString()).withFile(file);
        var base = base(progress);
        return cache.once("trees", "code-" + inputs.shortHex(), folder -> {
                    progress.say("laying the worker's code into its image");
                    var target = folder.resolve("root/opt/regauge");
                    for (var file : files) {
                        var copy = target.resolve(source.relativize(file).toString());
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                    }
                    var jail = new Jail(base, Map.of(target, "/opt/regauge"), Map.of(), Map.of("PYTHONHASHSEED", "0"));
                    jail.command("bash", "-c", "/usr/bin/python3 -B " + COMPILE + " /opt/regauge")
                            .output();
                    Run.of("chmod", "-R", "u=rwX,go=rX", folder.toString()).output();
                })
                .resolve("root");
    }

    private Path installed(String kind, String lock, String script, String place, Progress progress) {
        var base = base(progress);
        var file = workerImage.resolve(lock);
        var inputs = inputs().with(script);
        try {
            inputs.withFile(file);
        } catch (IOException e) {
            throw new ArtifactMissing("cannot read " + file, e);
        }
        return cache.once("trees", kind + "-" + inputs.shortHex(), folder -> {
                    progress.say("installing the wheels of " + lock);
                    var target = Files.createDirectories(folder.resolve("root").resolve(place));
                    var scratch = Files.createDirectories(folder.resolve("scratch"));
                    var writable = Map.of(target, "/" + place, scratch, "/tmp");
                    var readable = Map.of(workerImage, "/mnt");
                    var jail = new Jail(base, writable, readable, Jail.packageIndexSettings(environment));
                    jail.command("bash", "-euc", script).output();
                    Cache.delete(scratch);
                })
                .resolve("root");
    }

    private static Sha256 inputs() {
        return new Sha256()
                .with(SUITE)
                .with(String.join(",", PACKAGES))
                .with(FINISH_BASE)
                .with(Releases.architecture(System.getProperty("os.arch")));
    }

    private static List<Path> sources(Path source) throws IOException {
        var files = new ArrayList<Path>();
        try (Stream<Path> tree = Files.walk(source)) {
            tree.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("__pycache__"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(files::add);
        }
        return files;
    }
}
