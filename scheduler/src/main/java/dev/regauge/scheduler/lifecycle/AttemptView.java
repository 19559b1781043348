package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The newest attempt.
 *
 * @param placedAt when its last pod was bound, as recorded
 * @param ending as recorded; present exactly when the phase is final
 * @param endedAt when the ending was recorded
 * @param committedStep of the newest commit known, 0 = none
 * @param fencedBy an epoch above this one that the commit log shows
 * @param stepped a step was finished in this epoch, so there is something to save
 * @param drain present once it was told to save and stop
 */
public record AttemptView(
        long epoch,
        String variant,
        AttemptPhase phase,
        List<MemberView> members,
        Optional<Instant> placedAt,
        Optional<Ending> ending,
        Optional<Instant> endedAt,
        long committedStep,
        Optional<Long> fencedBy,
        boolean stepped,
        Optional<Drain> drain) {
    /**
     * The gang was told to save and stop.
     *
     * @param since when that was recorded
     * @param ending how the attempt is to end then
     */
    public record Drain(Instant since, Ending ending) {}

    public AttemptView {
        members = List.copyOf(members);
        if (phase.isFinal() != ending.isPresent()) {
            throw new IllegalArgumentException("attempt " + epoch + " is " + phase + " with ending " + ending);
        }
    }

    Set<String> podNames(String job) {
        return members.stream().map(m -> m.slot().podName(job)).collect(Collectors.toSet());
    }
}
