package dev.regauge.fleet.artifacts;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Programs of the machine's own packages, found on the PATH and in the administrator's folders. */
record SystemPrograms(List<Path> path, boolean root) {
    private static final List<Path> CNI_FOLDERS =
            List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"), Path.of("/usr/libexec/cni"));

    /** An executable and the Debian package that brings it. */
    record Needed(String executable, String debianPackage, String purpose) {}

    static final List<Needed> FOR_NODES = List.of(
            new Needed("containerd", "containerd", "runs the containers of a node"),
            new Needed("ctr", "containerd", "imports images"),
            new Needed("runc", "runc", "runs the containers of a node"),
            new Needed("bridge", "containernetworking-plugins", "connects pods"),
            new Needed("iptables", "iptables", "is called by the CNI plugins and kubelets"));

    static final List<Needed> FOR_IMAGES = List.of(
            new Needed("mmdebstrap", "mmdebstrap", "makes the worker image's base"),
            new Needed("unshare", "util-linux", "keeps the image's mounts private"));

    static SystemPrograms ofThisMachine() {
        var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return new SystemPrograms(
                Arrays.stream(path.split(":"))
                        .filter(part -> !part.isEmpty())
                        .map(Path::of)
                        .toList(),
                Run.of("id", "-u").output().equals("0"));
    }

    Optional<Path> find(String executable) {
        return path.stream()
                .map(folder -> folder.resolve(executable))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Optional<Path> cniFolder() {
        return CNI_FOLDERS.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("bridge")))
                .findFirst();
    }

    boolean has(Needed needed) {
        return needed.executable().equals("bridge")
                ? cniFolder().isPresent()
                : find(needed.executable()).isPresent();
    }

    NodePrograms nodePrograms(Progress progress) {
        require(FOR_NODES, progress);
        return new NodePrograms(
                find("containerd").orElseThrow(),
                find("ctr").orElseThrow(),
                find("runc").orElseThrow(),
                cniFolder().orElseThrow());
    }

    /** Installs what is missing, where that is allowed and possible. */
    void require(List<Needed> needed, Progress progress) {
        var missing = needed.stream().filter(each -> !has(each)).toList();
        if (missing.isEmpty()) return;
        var packages =
                missing.stream().map(Needed::debianPackage).distinct().sorted().toList();
        if (root && find("apt-get").isPresent()) install(packages, progress);
        var absent = missing.stream().filter(each -> !has(each)).findFirst();
        if (absent.isPresent()) {
            throw new ArtifactMissing(absent.get().executable() + ", which "
                    + absent.get().purpose() + ", is not installed. Maybe: " + cure(packages));
        }
    }

    static String cure(List<String> packages) {
        return "apt-get install " + String.join(" ", packages) + " (as root)";
    }

    private void install(List<String> packages, Progress progress) {
        progress.say("installing " + String.join(", ", packages));
        var command = new ArrayList<>(
                List.of("apt-get", "install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"));
        command.addAll(packages);
        var install = Run.of(command).with("DEBIAN_FRONTEND", "noninteractive");
        try {
            install.output();
        } catch (Run.Failed staleLists) {
            try {
                Run.of("apt-get", "update", "-q").output();
                install.output();
            } catch (Run.Failed | UncheckedIOException e) {
                throw new ArtifactMissing("installing " + packages + " failed: " + e.getMessage(), e);
            }
        }
    }
}
