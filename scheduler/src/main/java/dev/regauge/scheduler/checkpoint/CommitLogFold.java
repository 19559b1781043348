package dev.regauge.scheduler.checkpoint;

import dev.regauge.scheduler.checkpoint.LogEntry.Closed;
import dev.regauge.scheduler.checkpoint.LogEntry.Commit;
import dev.regauge.scheduler.checkpoint.LogEntry.Fence;
import dev.regauge.scheduler.checkpoint.LogEntry.Genesis;
import dev.regauge.scheduler.checkpoint.LogEntry.Retire;
import dev.regauge.scheduler.checkpoint.LogEntry.Void;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pure meaning of a log's entries. Throws {@link LogDamaged} at the first entry that no writer could have appended.
 *
 * @param length the next free sequence
 * @param commits the live ones in log order
 */
public record CommitLogFold(long length, Optional<NewestFence> newestFence, List<Commit> commits, boolean closed) {
    public static final CommitLogFold EMPTY = new CommitLogFold(0, Optional.empty(), List.of(), false);

    /** Who may commit. */
    public record NewestFence(long epoch, String writer) {}

    public CommitLogFold {
        commits = List.copyOf(commits);
    }

    public static CommitLogFold of(List<LogEntry> entries) {
        CommitLogFold fold = EMPTY;
        for (LogEntry entry : entries) {
            fold = fold.append(entry);
        }
        return fold;
    }

    public Optional<Commit> newestCommit() {
        return commits.isEmpty() ? Optional.empty() : Optional.of(commits.getLast());
    }

    public CommitLogFold append(LogEntry entry) {
        if (entry.sequence() != length) {
            throw damaged(entry, "expected sequence " + length + "; the log has a gap or a repeated entry");
        }
        if (closed) {
            throw damaged(entry, "the log was closed before it");
        }
        if ((length == 0) != (entry instanceof Genesis)) {
            throw damaged(entry, "entry 0, and no other, must be Genesis");
        }
        return switch (entry) {
            case Genesis _ -> with(newestFence, commits, false);
            case Fence fence -> fenced(fence);
            case Commit commit -> committed(commit);
            case Retire retire -> {
                writtenByNewestFence(retire);
                yield with(newestFence, without(retire.checkpoint()), false);
            }
            case Void hide -> hidden(hide);
            case Closed close -> {
                writtenByNewestFence(close);
                yield with(newestFence, commits, true);
            }
        };
    }

    private CommitLogFold fenced(Fence fence) {
        if (newestFence.isPresent() && fence.epoch() <= newestFence.get().epoch()) {
            throw damaged(
                    fence,
                    "epoch " + fence.epoch() + " is not above "
                            + newestFence.get().epoch());
        }
        return with(Optional.of(new NewestFence(fence.epoch(), fence.writer())), commits, false);
    }

    private CommitLogFold committed(Commit commit) {
        NewestFence fence = writtenByNewestFence(commit);
        if (commit.checkpoint().epoch() != fence.epoch()) {
            throw damaged(commit, "commits " + commit.checkpoint() + ", but the newest fence is " + fence);
        }
        if (commits.stream().anyMatch(c -> c.checkpoint().equals(commit.checkpoint()))) {
            throw damaged(commit, commit.checkpoint() + " is committed already");
        }
        List<Commit> more = new ArrayList<>(commits);
        more.add(commit);
        return with(newestFence, more, false);
    }

    private CommitLogFold hidden(Void hide) {
        writtenByNewestFence(hide);
        if (hide.after() >= hide.sequence()) {
            throw damaged(hide, "after is " + hide.after() + "; allowed: at most " + (hide.sequence() - 1));
        }
        return with(
                newestFence,
                commits.stream().filter(c -> c.sequence() <= hide.after()).toList(),
                false);
    }

    private List<Commit> without(Checkpoint retired) {
        return commits.stream().filter(c -> !c.checkpoint().equals(retired)).toList();
    }

    private NewestFence writtenByNewestFence(LogEntry entry) {
        return newestFence
                .filter(fence -> fence.writer().equals(entry.writer()))
                .orElseThrow(() -> damaged(
                        entry,
                        "writer is " + entry.writer() + ", but the newest fence is "
                                + newestFence.map(NewestFence::toString).orElse("none")));
    }

    private CommitLogFold with(Optional<NewestFence> fence, List<Commit> live, boolean nowClosed) {
        return new CommitLogFold(length + 1, fence, live, nowClosed);
    }

    private static LogDamaged damaged(LogEntry entry, String why) {
        return new LogDamaged(
                "entry " + entry.sequence() + " (" + entry.getClass().getSimpleName() + "): " + why);
    }
}
