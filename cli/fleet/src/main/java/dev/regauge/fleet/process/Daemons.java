package dev.regauge.fleet.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The detached processes of one fleet. Each has a record on disk with its launch and its identity, so that any later
 * program finds, stops or restarts it. Records may hold passwords: they are readable by their owner alone.
 */
public final class Daemons {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LOG_TAIL = 2_000;

    private final Path records;
    private final Path logs;

    public Daemons(Path records, Path logs) {
        this.records = records;
        this.logs = logs;
    }

    /** Starts the process unless it runs already with the same command and environment; then it is left alone. */
    public void ensure(Launch launch) {
        if (!runs(launch)) {
            stop(launch.name(), Duration.ofSeconds(10));
            start(launch);
        }
    }

    /** Whether the process runs, and was started just so. */
    public boolean runs(Launch launch) {
        return entry(launch.name())
                .filter(entry ->
                        entry.launch().equals(launch) && entry.process().alive())
                .isPresent();
    }

    /** Starts a process again as it was started last. */
    public void restart(String name) {
        Entry entry = entry(name).orElseThrow(() -> unknown(name));
        Signal.KILL.send(entry.process());
        awaitDeath(entry, Duration.ofSeconds(10));
        start(entry.launch());
    }

    /** Asks the process to end and kills it when the grace is over; gone already is fine. */
    public void stop(String name, Duration grace) {
        Optional<Entry> known = entry(name);
        if (known.isEmpty()) {
            return;
        }
        ProcessIdentity process = known.get().process();
        Signal.TERM.send(process);
        // A paused process would never see the request.
        Signal.CONT.send(process);
        try {
            Await.until(name + " has ended", grace, () -> !process.alive());
        } catch (Await.NotInTime stubborn) {
            kill(name);
        }
    }

    /** Kills the process as a crash would. */
    public void kill(String name) {
        entry(name).ifPresent(entry -> {
            Signal.KILL.send(entry.process());
            awaitDeath(entry, Duration.ofSeconds(10));
        });
    }

    public void pause(String name) {
        Signal.STOP.send(process(name));
    }

    public void resume(String name) {
        Signal.CONT.send(process(name));
    }

    public boolean alive(String name) {
        return entry(name).map(entry -> entry.process().alive()).orElse(false);
    }

    public boolean paused(String name) {
        return entry(name).map(entry -> entry.process().paused()).orElse(false);
    }

    /** Waits for a sign of life that the process gives; ends early when the process does. */
    public void await(String name, String what, Duration limit, BooleanSupplier holds) {
        Await.until(name + ": " + what, limit, () -> holds.getAsBoolean() || !alive(name), () -> logTail(name));
        if (!alive(name)) {
            throw new CommandFailed(name + " has ended before " + what + ". " + logTail(name));
        }
    }

    /** Takes the process from the list; it must have ended. */
    public void forget(String name) {
        if (alive(name)) {
            throw new IllegalStateException(name + " still runs");
        }
        try {
            Files.deleteIfExists(record(name));
        } catch (IOException e) {
            throw new UncheckedIOException("removing the record of " + name, e);
        }
    }

    public List<String> names() {
        if (!Files.isDirectory(records)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(records)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + records, e);
        }
    }

    public ProcessIdentity process(String name) {
        return entry(name).orElseThrow(() -> unknown(name)).process();
    }

    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** The end of a log, for the message of a wait in vain. */
    public String logTail(String name) {
        try {
            String text = Files.readString(log(name));
            return "The end of " + log(name) + ":\n" + text.substring(Math.max(0, text.length() - LOG_TAIL));
        } catch (IOException e) {
            return "No log at " + log(name) + ".";
        }
    }

    private void start(Launch launch) {
        try {
            Files.createDirectories(records);
            Files.createDirectories(logs);
            List<String> words = new ArrayList<>(List.of("setsid"));
            words.addAll(launch.command());
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(log(launch.name()).toFile()));
            builder.environment().clear();
            builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
            builder.environment().put("HOME", System.getProperty("user.home"));
            builder.environment().put("LANG", "C.UTF-8");
            builder.environment().putAll(launch.environment());
            long pid = builder.start().pid();
            ProcessIdentity process = ProcessIdentity.of(pid)
                    .orElseThrow(() -> new CommandFailed(launch.name() + " ended at once. " + logTail(launch.name())));
            write(new Entry(launch, process));
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + launch.name(), e);
        }
    }

    private static void awaitDeath(Entry entry, Duration limit) {
        Await.until(entry.launch().name() + " is dead", limit, () -> !entry.process()
                .alive());
    }

    private void write(Entry entry) throws IOException {
        Path part = Files.createTempFile(
                records,
                entry.launch().name(),
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        JSON.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), entry);
        Files.move(part, record(entry.launch().name()), StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<Entry> entry(String name) {
        Path file = record(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), Entry.class));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private Path record(String name) {
        return records.resolve(name + ".json");
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("no process " + name + " in this fleet; there are " + names());
    }

    record Entry(Launch launch, ProcessIdentity process) {}
}
