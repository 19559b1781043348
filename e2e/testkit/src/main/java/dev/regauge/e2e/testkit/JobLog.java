package dev.regauge.e2e.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.scheduler.checkpoint.CommitLogFold;
import dev.regauge.scheduler.checkpoint.LogEntry;
import dev.regauge.scheduler.checkpoint.LogEntry.Commit;
import dev.regauge.scheduler.checkpoint.LogEntry.Fence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The commit log of one job, read from the checkpoint store as an auditor would: every entry, folded by the control plane's own pure fold. */
public final class JobLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;

    /** @param root the job's folder, `<checkpoints>/<namespace>/<job>-<uid>` */
    public JobLog(Path root) {
        this.root = root;
    }

    public List<LogEntry> entries() {
        List<LogEntry> entries = new ArrayList<>();
        for (Path file : list(root.resolve("log"))) {
            if (file.getFileName().toString().matches("\\d{20}\\.json")) {
                entries.add(LogEntry.read(parsed(file)));
            }
        }
        return entries;
    }

    public CommitLogFold fold() {
        return CommitLogFold.of(entries());
    }

    public long sequenceOfFence(long epoch) {
        return entries().stream()
                .filter(entry -> entry instanceof Fence fence && fence.epoch() == epoch)
                .mapToLong(LogEntry::sequence)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no fence of epoch " + epoch + " in " + entries()));
    }

    public List<Commit> commitsOfEpochAfter(long epoch, long sequence) {
        return entries().stream()
                .filter(entry -> entry.sequence() > sequence)
                .filter(Commit.class::isInstance)
                .map(Commit.class::cast)
                .filter(commit -> commit.checkpoint().epoch() == epoch)
                .toList();
    }

    /** Data folders of the epoch that do not belong to the writer that fenced it. */
    public List<String> foldersOfOtherWriters(long epoch) {
        String own = entries().stream()
                .filter(entry -> entry instanceof Fence fence && fence.epoch() == epoch)
                .map(entry -> epoch + "-" + entry.writer())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no fence of epoch " + epoch));
        return list(root.resolve("data")).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith(epoch + "-") && !name.equals(own))
                .toList();
    }

    /** Waits for a commit of a later step. */
    public void awaitCommitAbove(long step, Duration atMost) {
        Until.holds(
                "a commit above step " + step + " in " + root,
                atMost,
                () -> fold().newestCommit()
                        .map(commit -> commit.checkpoint().step() > step)
                        .orElse(false),
                () -> entries().toString());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object parsed(Path file) {
        try {
            return JSON.readValue(file.toFile(), Object.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
