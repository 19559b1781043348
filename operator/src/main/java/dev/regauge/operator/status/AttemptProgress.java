package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.StepSeconds;
import dev.regauge.operator.gateway.Contact;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.WorkerEvent;
import dev.regauge.operator.observe.JobPicture;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What members of the newest attempt reported in its epoch, put together. */
record AttemptProgress(
        Optional<Heartbeat> rank0,
        Optional<CommitRef> restored,
        Optional<CommitRef> lastCommit,
        Optional<Long> fencedBy,
        Optional<Integer> backendCompiles,
        boolean fenced) {

    static AttemptProgress of(JobPicture picture, long epoch) {
        List<Heartbeat> beats = picture.contacts().values().stream()
                .flatMap(contact -> contact.heartbeatOf(epoch).stream())
                .toList();
        Optional<Heartbeat> rank0 = picture.rank0().flatMap(contact -> contact.heartbeatOf(epoch));
        return new AttemptProgress(
                rank0,
                rank0.map(Heartbeat::restored).map(commit -> new CommitRef(commit.epoch(), commit.step())),
                newestCommit(picture, beats, epoch),
                beats.stream()
                        .map(Heartbeat::fencedBy)
                        .flatMap(Stream::ofNullable)
                        .max(Long::compare),
                beats.stream().map(Heartbeat::backendCompiles).max(Integer::compare),
                rank0.map(Heartbeat::fence).isPresent());
    }

    /** The step that rank 0 finished last. */
    Optional<Long> step() {
        return rank0.map(Heartbeat::step).filter(step -> step > 0);
    }

    Optional<Double> loss() {
        return rank0.flatMap(beat -> beat.steps().stream()
                .filter(step -> step.loss() != null)
                .max(Comparator.comparing(Heartbeat.Step::step))
                .map(Heartbeat.Step::loss));
    }

    /** How long steps take, once one is made. */
    Optional<StepSeconds> stepSeconds() {
        return rank0.filter(Heartbeat::stepped).flatMap(beat -> Optional.ofNullable(beat.stepSeconds())
                .filter(seconds -> seconds.p50() > 0 && seconds.p95() >= seconds.p50())
                .flatMap(seconds -> stepSeconds(beat, Numbers.text(seconds.p50()), Numbers.text(seconds.p95()))));
    }

    private static Optional<StepSeconds> stepSeconds(Heartbeat beat, @Nullable String p50, @Nullable String p95) {
        long from = beat.restored() == null ? 0 : beat.restored().step();
        return p50 == null || p95 == null
                ? Optional.empty()
                : Optional.of(new StepSeconds(p50, p95, beat.step() - from));
    }

    /** A step beyond the one restored is finished. */
    boolean stepped() {
        return rank0.filter(Heartbeat::stepped).isPresent();
    }

    private static Optional<CommitRef> newestCommit(JobPicture picture, List<Heartbeat> beats, long epoch) {
        Stream<CommitRef> beaten = beats.stream()
                .map(Heartbeat::lastCommit)
                .flatMap(Stream::ofNullable)
                .map(commit -> new CommitRef(commit.epoch(), commit.step()));
        Stream<CommitRef> ended = picture.contacts().values().stream()
                .flatMap(contact -> Stream.concat(contact.completed().stream(), contact.exit().stream()))
                .map(Contact.Reported::event)
                .filter(event -> event.epoch() == epoch)
                .map(WorkerEvent::commit)
                .flatMap(Stream::ofNullable)
                .map(commit -> new CommitRef(commit.epoch(), commit.step()));
        return Stream.concat(beaten, ended).max(Comparator.comparing(CommitRef::step));
    }
}
