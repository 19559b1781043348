package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Builds an attempt of two members that is doing well, and changes one thing at a time. */
final class AnAttempt {
    private final long epoch;
    private final AttemptPhase phase;
    private final List<MemberView> members = new ArrayList<>();
    private Optional<Ending> ending = Optional.empty();
    private Instant placedAt = Seen.NOW.minusSeconds(5);
    private Instant endedAt = Seen.NOW.minusSeconds(1);
    private long committed;
    private boolean stepped = true;
    private Optional<AttemptView.Drain> drain = Optional.empty();

    private AnAttempt(long epoch, AttemptPhase phase) {
        this.epoch = epoch;
        this.phase = phase;
        for (int rank = 0; rank < 2; rank++) {
            Slot slot = new Slot("host-" + rank, epoch, rank);
            members.add(new MemberView(
                    slot,
                    Optional.of(Seen.pod(slot.podName(Seen.JOB), slot.node())),
                    true,
                    phase == AttemptPhase.Running,
                    Optional.of(Seen.NOW.minusSeconds(1)),
                    Optional.of(Seen.NOW.minusSeconds(1)),
                    Optional.empty()));
        }
    }

    static AnAttempt placing(long epoch) {
        return new AnAttempt(epoch, AttemptPhase.Placing);
    }

    static AnAttempt meeting(long epoch) {
        return new AnAttempt(epoch, AttemptPhase.Rendezvous);
    }

    static AnAttempt running(long epoch) {
        return new AnAttempt(epoch, AttemptPhase.Running);
    }

    static AnAttempt ended(long epoch, Ending ending) {
        AnAttempt attempt = new AnAttempt(epoch, ending.phase());
        attempt.ending = Optional.of(ending);
        return attempt;
    }

    AnAttempt withoutAStep() {
        stepped = false;
        return this;
    }

    AnAttempt draining(long seconds, Ending ending) {
        drain = Optional.of(new AttemptView.Drain(Seen.NOW.minusSeconds(seconds), ending));
        return this;
    }

    AnAttempt committed(long step) {
        committed = step;
        return this;
    }

    AnAttempt placed(Instant at) {
        placedAt = at;
        return this;
    }

    AnAttempt ended(Instant at) {
        endedAt = at;
        return this;
    }

    AnAttempt member(int rank, UnaryOperator<MemberView> change) {
        members.set(rank, change.apply(members.get(rank)));
        return this;
    }

    AnAttempt withoutPod(int rank) {
        return member(
                rank,
                m -> new MemberView(m.slot(), Optional.empty(), true, false, m.lastHeard(), m.quietSince(), m.exit()));
    }

    AnAttempt pod(int rank, UnaryOperator<PodView> change) {
        return member(
                rank,
                m -> new MemberView(
                        m.slot(),
                        m.pod().map(change),
                        m.nodePresent(),
                        m.greeted(),
                        m.lastHeard(),
                        m.quietSince(),
                        m.exit()));
    }

    AnAttempt deleted(int rank) {
        return pod(
                rank,
                p -> new PodView(
                        p.name(),
                        p.uid(),
                        p.node(),
                        p.scheduled(),
                        true,
                        p.ended(),
                        p.holdsChips(),
                        p.gone(),
                        p.unboundSince()));
    }

    AnAttempt unbound(int rank, Optional<Instant> since) {
        return pod(
                rank,
                p -> new PodView(p.name(), p.uid(), p.node(), false, false, false, p.holdsChips(), p.gone(), since));
    }

    AnAttempt greeted(int rank) {
        return member(
                rank,
                m -> new MemberView(m.slot(), m.pod(), m.nodePresent(), true, m.lastHeard(), m.quietSince(), m.exit()));
    }

    AnAttempt quiet(int rank, long seconds) {
        Instant since = Seen.NOW.minusSeconds(seconds);
        return member(
                rank,
                m -> new MemberView(
                        m.slot(),
                        m.pod(),
                        m.nodePresent(),
                        m.greeted(),
                        Optional.of(since),
                        Optional.of(since),
                        m.exit()));
    }

    AnAttempt nodeGone(int rank) {
        return member(
                rank,
                m -> new MemberView(m.slot(), m.pod(), false, m.greeted(), m.lastHeard(), m.quietSince(), m.exit()));
    }

    AnAttempt exited(int rank, String exitClass, int code, long secondsAgo) {
        TrainerExit exit = new TrainerExit(exitClass, code, exitClass + " said", Seen.NOW.minusSeconds(secondsAgo));
        return member(
                rank,
                m -> new MemberView(
                        m.slot(),
                        m.pod(),
                        m.nodePresent(),
                        m.greeted(),
                        m.lastHeard(),
                        m.quietSince(),
                        Optional.of(exit)));
    }

    AttemptView build() {
        return new AttemptView(
                epoch,
                "two",
                phase,
                members,
                Optional.of(placedAt),
                ending,
                ending.isPresent() ? Optional.of(endedAt) : Optional.empty(),
                committed,
                Optional.empty(),
                stepped,
                drain);
    }
}
