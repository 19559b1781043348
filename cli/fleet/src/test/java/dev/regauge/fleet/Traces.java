package dev.regauge.fleet;

import dev.regauge.fleet.host.ControlGroups;
import dev.regauge.fleet.host.Mounts;
import dev.regauge.fleet.process.Command;
import dev.regauge.fleet.state.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What of a fleet can be found on the machine, outside its state folder. */
final class Traces {
    private Traces() {}

    static List<String> of(Layout layout) {
        List<String> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(process -> commandLine(process.pid()))
                .filter(words -> words.contains(layout.state() + "/") || words.contains(layout.run() + "/"))
                .map(words -> "process " + words)
                .forEach(found::add);
        for (Path folder : List.of(layout.state(), layout.run())) {
            Mounts.below(folder).forEach(mount -> found.add("mount " + mount));
        }
        new ControlGroups(layout.id()).existing().forEach(group -> found.add("control group " + group));
        Command.of("ip", "-o", "link")
                .run()
                .lines()
                .filter(line -> line.contains(" rg" + layout.id()))
                .forEach(line -> found.add("link " + line));
        Command.of("iptables", "-S")
                .run()
                .lines()
                .filter(line -> line.contains(" rg" + layout.id() + " "))
                .forEach(line -> found.add("firewall rule " + line));
        if (Files.exists(layout.run())) {
            found.add("folder " + layout.run());
        }
        return found;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    static Path shortFolder() {
        try {
            return Files.createTempDirectory("rg").resolve("s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
