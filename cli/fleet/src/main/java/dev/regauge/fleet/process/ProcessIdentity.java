package dev.regauge.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, for as long as the machine runs: the kernel gives a pid to another process some day, but never with the
 * same start.
 *
 * @param startTicks clock ticks from boot to the process's start, field 22 of {@code /proc/<pid>/stat}
 */
public record ProcessIdentity(long pid, long startTicks, String bootId) {
    private static final Path PROC = Path.of("/proc");

    /** The process that has this pid now; empty when there is none or only its remains. */
    public static Optional<ProcessIdentity> of(long pid) {
        return stat(pid)
                .filter(stat -> !stat.dead() || threads(pid) > 1)
                .map(stat -> new ProcessIdentity(pid, stat.startTicks(), thisBoot()));
    }

    /**
     * False for a zombie, for a pid that another process has by now, and after a reboot. A zombie whose other threads
     * are still ending counts as alive: until then it holds its ports and files.
     */
    public boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** True while the process is stopped by a signal. */
    public boolean paused() {
        return alive() && stat(pid).map(Stat::stopped).orElse(false);
    }

    /** The state letter and the start of a process, from the text of its {@code stat} file. */
    record Stat(char state, long startTicks) {
        /** The command's name may contain spaces and brackets: the fields are counted from the last bracket. */
        static Stat parse(String text) {
            String[] fields = text.substring(text.lastIndexOf(')') + 2).trim().split(" ");
            return new Stat(fields[0].charAt(0), Long.parseLong(fields[19]));
        }

        boolean dead() {
            return state == 'Z' || state == 'X';
        }

        boolean stopped() {
            return state == 'T';
        }
    }

    private static Optional<Stat> stat(long pid) {
        try {
            return Optional.of(
                    Stat.parse(Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static int threads(long pid) {
        String[] threads =
                PROC.resolve(Long.toString(pid)).resolve("task").toFile().list();
        return threads == null ? 0 : threads.length;
    }

    private static String thisBoot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the machine's boot id", e);
        }
    }
}
