package dev.regauge.fleet.doctor;

import dev.regauge.fleet.artifacts.Finding;
import dev.regauge.fleet.artifacts.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Judges a machine. What the fleet is made of is judged where it is made. */
public final class Doctor {
    /** Programs a fleet calls, and the Debian package that brings each. */
    static final Map<String, String> TOOLS = new TreeMap<>(Map.of(
            "ip", "iproute2",
            "nsenter", "util-linux",
            "setpriv", "util-linux",
            "setsid", "util-linux",
            "mount", "mount",
            "tar", "tar"));

    static final List<String> LOOKED_FOR = lookedFor();

    private static final int JAVA = 25;
    private static final long GIB = 1L << 30;
    private static final long DISK = 10 * GIB;
    private static final long MEMORY = 4 * GIB;
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuset", "memory", "pids");

    private Doctor() {}

    /**
     * @param made what the resolver of artifacts found: programs, node packages
     * @return those first, then the machine's own
     */
    public static List<Finding> examine(Machine machine, List<Finding> made) {
        List<Finding> all = new ArrayList<>(made);
        all.add(java(machine));
        if (made.stream().anyMatch(finding -> finding.state() == State.WILL_BE_FETCHED)) {
            all.add(go(machine));
        }
        TOOLS.forEach((tool, debianPackage) -> all.add(tool(machine, tool, debianPackage)));
        all.add(disk(machine));
        all.add(memory(machine));
        all.add(overlay(machine));
        all.add(controlGroups(machine));
        all.add(neighbour(machine));
        return List.copyOf(all);
    }

    private static List<String> lookedFor() {
        List<String> names = new ArrayList<>(TOOLS.keySet());
        names.add("go");
        return List.copyOf(names);
    }

    private static Finding java(Machine machine) {
        String detail = "this program runs on Java " + machine.javaVersion() + ", " + JAVA + " or newer is needed";
        return judge(
                "java", machine.javaVersion() >= JAVA, detail, "./regauge doctor   # finds or installs a newer one");
    }

    private static Finding go(Machine machine) {
        return judge(
                "go",
                machine.programs().contains("go"),
                "builds the Kubernetes programs where their release cannot be downloaded",
                "install Go 1.25 or newer from go.dev/dl, or set REGAUGE_BIN to a folder with the programs");
    }

    private static Finding tool(Machine machine, String tool, String debianPackage) {
        return judge(
                tool,
                machine.programs().contains(tool),
                "from the package " + debianPackage,
                "apt-get install " + debianPackage);
    }

    private static Finding disk(Machine machine) {
        return judge(
                "disk",
                machine.freeBytes() >= DISK,
                machine.freeBytes() / GIB + " GiB free for the fleet's state, " + DISK / GIB + " are needed",
                "regauge up --state FOLDER   # on a larger disk");
    }

    private static Finding memory(Machine machine) {
        return judge(
                "memory",
                machine.memoryBytes() >= MEMORY,
                machine.memoryBytes() / GIB + " GiB available, " + MEMORY / GIB + " are needed",
                "end something that uses much, or take a larger machine");
    }

    private static Finding overlay(Machine machine) {
        return judge(
                "overlay",
                machine.fileSystems().contains("overlay"),
                "the kernel's file system for container images",
                "modprobe overlay");
    }

    private static Finding controlGroups(Machine machine) {
        TreeSet<String> missing = new TreeSet<>(CONTROLLERS);
        missing.removeAll(machine.controllers());
        return judge(
                "cgroups",
                missing.isEmpty(),
                missing.isEmpty() ? "all controllers are there" : "the kernel lacks the controllers " + missing,
                "start the kernel with cgroup_enable=memory, or take another one");
    }

    /** Kubelets share a folder of fixed name for devices, where one would disturb the other's. */
    private static Finding neighbour(Machine machine) {
        return judge(
                "neighbours",
                !machine.foreignKubelet(),
                machine.foreignKubelet() ? "this machine is a node of another cluster" : "no other kubelet here",
                "use a machine, or a virtual one, that is no node of a cluster");
    }

    private static Finding judge(String subject, boolean good, String detail, String cure) {
        return new Finding(subject, good ? State.READY : State.MISSING, detail, good ? "" : cure);
    }
}
