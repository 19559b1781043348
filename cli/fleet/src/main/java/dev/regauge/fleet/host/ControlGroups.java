package dev.regauge.fleet.host;

import dev.regauge.fleet.process.Await;
import dev.regauge.fleet.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The control groups of one fleet: {@code /rg<id>/<node>} in every hierarchy, on cgroup v1, v2 and the mixture of both.
 *
 * <p>All containers of a fleet together weigh as much as two ordinary threads: next to them the many threads of the
 * control plane and the operator are never starved, and a busy machine does not starve the containers.
 */
public final class ControlGroups {
    private static final String V1_SHARES = "2048";
    private static final String V2_WEIGHT = "200";

    private final List<Hierarchy> hierarchies;
    private final String root;

    public ControlGroups(String fleetId) {
        this.hierarchies = Hierarchy.parse(Mounts.lines(Path.of("/proc/self/mountinfo")));
        this.root = "rg" + fleetId;
    }

    /** @return the group's path as a kubelet wants it */
    public String create(String node) {
        for (Hierarchy hierarchy : hierarchies) {
            Path top = hierarchy.mount().resolve(root);
            make(top);
            if (hierarchy.unified()) {
                enableControllers(hierarchy.mount());
                enableControllers(top);
            }
            set(top.resolve("cpu.shares"), V1_SHARES);
            set(top.resolve("cpu.weight"), V2_WEIGHT);
            Path group = top.resolve(node);
            make(group);
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                inherit(hierarchy.mount().resolve(file), top.resolve(file));
                inherit(top.resolve(file), group.resolve(file));
            }
        }
        return "/" + root + "/" + node;
    }

    /** Kills every process in the node's groups and waits until the kernel has let go of them. */
    public void killAll(String node) {
        Await.until("no process is left in /" + root + "/" + node, Duration.ofSeconds(20), () -> {
            List<Long> left = processes(node);
            left.forEach(Signal.KILL::send);
            return left.isEmpty();
        });
    }

    public List<Long> processes(String node) {
        return hierarchies.stream()
                .flatMap(hierarchy -> groups(hierarchy.mount().resolve(root).resolve(node)).stream())
                .flatMap(group -> read(group.resolve("cgroup.procs")).stream())
                .map(Long::parseLong)
                .distinct()
                .toList();
    }

    /** Removes the fleet's groups, which must be empty of processes. */
    public void remove() {
        for (Hierarchy hierarchy : hierarchies) {
            for (Path group : groups(hierarchy.mount().resolve(root))) {
                try {
                    Files.deleteIfExists(group);
                } catch (IOException e) {
                    throw new UncheckedIOException("removing the control group " + group, e);
                }
            }
        }
    }

    /** The groups that exist, for checks that nothing is left. */
    public List<Path> existing() {
        return hierarchies.stream()
                .map(hierarchy -> hierarchy.mount().resolve(root))
                .filter(Files::isDirectory)
                .toList();
    }

    /** The group and all below it, the deepest first. */
    private static List<Path> groups(Path top) {
        if (!Files.isDirectory(top)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        collect(top, found);
        found.sort(Comparator.comparingInt(Path::getNameCount).reversed());
        return found;
    }

    private static void collect(Path group, List<Path> into) {
        into.add(group);
        try (Stream<Path> children = Files.list(group)) {
            children.filter(Files::isDirectory).forEach(child -> collect(child, into));
        } catch (NoSuchFileException gone) {
            // The kernel and kubelet remove groups on their own.
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + group, e);
        }
    }

    private static void make(Path group) {
        try {
            Files.createDirectories(group);
        } catch (IOException e) {
            throw new UncheckedIOException("making the control group " + group, e);
        }
    }

    /** On v2 a child has only the controllers that its parent hands down. */
    private static void enableControllers(Path group) {
        Path control = group.resolve("cgroup.subtree_control");
        for (String controller :
                String.join(" ", read(group.resolve("cgroup.controllers"))).split(" ")) {
            if (!controller.isBlank()) {
                set(control, "+" + controller);
            }
        }
    }

    /** On v1 a new cpuset is empty and takes no process until it is filled. */
    private static void inherit(Path from, Path to) {
        if (Files.exists(to) && String.join("", read(to)).isBlank()) {
            set(to, String.join("", read(from)));
        }
    }

    private static void set(Path file, String value) {
        if (Files.exists(file)) {
            try {
                Files.writeString(file, value);
            } catch (IOException e) {
                throw new UncheckedIOException("writing '" + value + "' to " + file, e);
            }
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** One mounted tree of control groups. */
    record Hierarchy(Path mount, boolean unified) {
        static List<Hierarchy> parse(List<String> mountInfo) {
            List<Hierarchy> found = new ArrayList<>();
            for (String line : mountInfo) {
                String type = line.substring(line.indexOf(" - ") + 3).split(" ")[0];
                if (type.equals("cgroup") || type.equals("cgroup2")) {
                    found.add(new Hierarchy(Path.of(line.split(" ")[4]), type.equals("cgroup2")));
                }
            }
            return found;
        }
    }
}
