package dev.regauge.fleet.host;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.fleet.state.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Kernel settings and folders that kubelets and CNI plugins change under names that cannot be chosen. The first fleet on
 * a machine writes down how they were, the last one to go puts them back.
 */
public final class SharedSettings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SYSTEM = Path.of("/proc/sys");
    private static final List<String> SETTINGS = List.of(
            "vm/overcommit_memory",
            "vm/panic_on_oom",
            "kernel/panic",
            "kernel/panic_on_oops",
            "kernel/keys/root_maxkeys",
            "kernel/keys/root_maxbytes",
            "net/ipv4/ip_forward");
    private static final List<Path> FOLDERS = List.of(
            Path.of("/run/containerd"),
            Path.of("/var/lib/kubelet"),
            Path.of("/var/lib/cni"),
            Path.of("/var/log/containers"),
            Path.of("/var/log/pods"));

    private static final Path MEMBERS = Layout.RUN.resolve("fleets");
    private static final Path BEFORE = Layout.RUN.resolve("before.json");

    private SharedSettings() {}

    /** How the machine was: the values of settings, and the folders that did not exist. */
    record Before(Map<String, String> settings, List<String> absent) {}

    public static void join(String fleetId) {
        locked(() -> {
            Files.createDirectories(MEMBERS);
            if (members() == 0) {
                Map<String, String> values = new TreeMap<>();
                for (String setting : SETTINGS) {
                    if (Files.exists(SYSTEM.resolve(setting))) {
                        values.put(
                                setting,
                                Files.readString(SYSTEM.resolve(setting)).strip());
                    }
                }
                List<String> absent = FOLDERS.stream()
                        .filter(folder -> !Files.exists(folder))
                        .map(Path::toString)
                        .toList();
                JSON.writeValue(BEFORE.toFile(), new Before(values, absent));
            }
            Files.write(MEMBERS.resolve(fleetId), new byte[0]);
        });
    }

    public static void leave(String fleetId) {
        if (!Files.exists(MEMBERS.resolve(fleetId))) {
            return;
        }
        locked(() -> {
            Files.deleteIfExists(MEMBERS.resolve(fleetId));
            if (members() > 0 || !Files.exists(BEFORE)) {
                return;
            }
            Before before = JSON.readValue(BEFORE.toFile(), new TypeReference<>() {});
            for (Map.Entry<String, String> setting : before.settings().entrySet()) {
                Path file = SYSTEM.resolve(setting.getKey());
                if (!Files.readString(file).strip().equals(setting.getValue())) {
                    Files.writeString(file, setting.getValue());
                }
            }
            for (String folder : before.absent()) {
                removeTree(Path.of(folder));
            }
            Files.delete(BEFORE);
        });
    }

    /** Removes a folder with all it holds; links are removed, not followed. */
    public static void removeTree(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static long members() throws IOException {
        try (Stream<Path> files = Files.list(MEMBERS)) {
            return files.count();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static synchronized void locked(Work work) {
        try {
            Files.createDirectories(Layout.RUN);
            try (FileChannel file = FileChannel.open(
                            Layout.RUN.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = file.lock()) {
                work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keeping the machine's shared settings", e);
        }
    }
}
