package dev.regauge.fleet.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The facts about a machine that decide whether a fleet can run on it.
 *
 * @param javaVersion of the Java that runs now
 * @param freeBytes where the fleet's state will be
 * @param memoryBytes that could be used now
 * @param fileSystems the kernel knows
 * @param controllers of control groups, of either version
 * @param programs those of {@link Doctor#TOOLS} and {@code go} that are on the path
 * @param foreignKubelet whether this machine is a node of some other cluster
 */
public record Machine(
        int javaVersion,
        long freeBytes,
        long memoryBytes,
        Set<String> fileSystems,
        Set<String> controllers,
        Set<String> programs,
        boolean foreignKubelet) {
    private static final Path KUBEADM = Path.of("/var/lib/kubelet/config.yaml");

    /** @param state where the fleet's state will be; need not exist yet */
    public static Machine read(Path state) {
        return new Machine(
                Runtime.version().feature(),
                existing(state.toAbsolutePath()).toFile().getUsableSpace(),
                memory(lines("/proc/meminfo")),
                lines("/proc/filesystems").stream()
                        .map(line -> line.substring(line.indexOf('\t') + 1))
                        .collect(Collectors.toSet()),
                controllers(lines("/proc/cgroups")),
                programsOnThePath(),
                Files.exists(KUBEADM));
    }

    static long memory(List<String> memInfo) {
        return memInfo.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0L);
    }

    /** The last column says whether the controller is enabled. */
    static Set<String> controllers(List<String> cgroups) {
        return cgroups.stream()
                .filter(line -> !line.startsWith("#") && line.endsWith("1"))
                .map(line -> line.split("\t")[0])
                .collect(Collectors.toSet());
    }

    private static Set<String> programsOnThePath() {
        List<Path> folders = Arrays.stream(
                        (System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
        return Doctor.LOOKED_FOR.stream()
                .filter(name -> folders.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(name))))
                .collect(Collectors.toSet());
    }

    private static Path existing(Path path) {
        Path parent = path.getParent();
        return Files.exists(path) || parent == null ? path : existing(parent);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
