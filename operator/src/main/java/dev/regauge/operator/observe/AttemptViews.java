package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.gateway.Contact;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.WorkerEvent;
import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.lifecycle.AttemptView;
import dev.regauge.scheduler.lifecycle.Ending;
import dev.regauge.scheduler.lifecycle.MemberView;
import dev.regauge.scheduler.lifecycle.PodView;
import dev.regauge.scheduler.lifecycle.TrainerExit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The newest attempt as the core sees it: what is recorded of it and what was heard of its members. Pure. */
final class AttemptViews {
    private final Map<String, PodView> pods;
    private final Map<String, Contact> contacts;
    private final Function<String, Optional<NodeView>> nodes;
    private final Watchfulness watchfulness;

    AttemptViews(
            Map<String, PodView> pods,
            Map<String, Contact> contacts,
            Function<String, Optional<NodeView>> nodes,
            Watchfulness watchfulness) {
        this.pods = pods;
        this.contacts = contacts;
        this.nodes = nodes;
        this.watchfulness = watchfulness;
    }

    AttemptView of(TrainingAttempt attempt) {
        TrainingAttemptStatus status = attempt.getStatus();
        AttemptPhase phase = Attempts.phase(attempt);
        Optional<AttemptTimings> timings = Optional.ofNullable(status).map(TrainingAttemptStatus::timings);
        return new AttemptView(
                attempt.getSpec().epoch(),
                attempt.getSpec().variant(),
                phase,
                attempt.getSpec().members().stream()
                        .map(m -> member(attempt, phase, m))
                        .toList(),
                timings.map(AttemptTimings::placed).map(Instant::parse),
                phase.isFinal() && status != null ? Optional.of(ending(phase, status)) : Optional.empty(),
                timings.map(AttemptTimings::ended).map(Instant::parse),
                committed(attempt),
                fencedBy(attempt),
                stepped(attempt),
                timings.map(AttemptTimings::draining)
                        .filter(since -> !phase.isFinal())
                        .map(since -> drain(status, Instant.parse(since))));
    }

    private MemberView member(TrainingAttempt attempt, AttemptPhase phase, Member member) {
        long epoch = attempt.getSpec().epoch();
        String pod = Members.podName(attempt.getSpec().job().name(), member);
        Optional<PodView> view = Optional.ofNullable(pods.get(pod));
        Optional<Contact> contact = Optional.ofNullable(contacts.get(pod))
                .filter(c -> view.filter(p -> p.uid().equals(c.podUid())).isPresent());
        Optional<Instant> lastHeard = contact.map(Contact::lastHeard);
        return new MemberView(
                Members.slot(member),
                view,
                nodes.apply(member.node()).filter(node -> !node.outOfService()).isPresent(),
                contact.filter(c -> c.greets(epoch) || c.heartbeatOf(epoch).isPresent())
                        .isPresent(),
                lastHeard,
                watchfulness.quietSince(
                        lastHeard, contact.filter(Contact::waiting).isPresent(), phase == AttemptPhase.Running),
                contact.flatMap(c -> c.exitOf(epoch)).map(AttemptViews::exit));
    }

    private boolean stepped(TrainingAttempt attempt) {
        long epoch = attempt.getSpec().epoch();
        boolean recorded = Optional.ofNullable(attempt.getStatus())
                .map(TrainingAttemptStatus::timings)
                .filter(timings -> timings.firstStep() != null)
                .isPresent();
        return recorded
                || contacts.values().stream()
                        .flatMap(contact -> contact.heartbeatOf(epoch).stream())
                        .anyMatch(Heartbeat::stepped);
    }

    private static AttemptView.Drain drain(@Nullable TrainingAttemptStatus status, Instant since) {
        return new AttemptView.Drain(since, ending(AttemptPhase.Released, Objects.requireNonNull(status)));
    }

    private static TrainerExit exit(Contact.Reported reported) {
        WorkerEvent event = reported.event();
        return new TrainerExit(
                Optional.ofNullable(event.exitClass()).orElse("Killed"),
                Optional.ofNullable(event.exitCode()).orElse(-1),
                Optional.ofNullable(event.message()).orElse("the trainer of " + event.pod() + " ended"),
                reported.at());
    }

    private static Ending ending(AttemptPhase phase, TrainingAttemptStatus status) {
        return new Ending(
                phase,
                Optional.ofNullable(status.reason()).orElse(phase.name()),
                Optional.ofNullable(status.failureClass()).map(FailureClass::valueOf),
                Optional.ofNullable(status.message()).orElse(""),
                List.of());
    }

    /** Newest commit of this epoch, recorded or reported. */
    private long committed(TrainingAttempt attempt) {
        long epoch = attempt.getSpec().epoch();
        return Stream.concat(
                        Stream.ofNullable(attempt.getStatus()).flatMap(s -> commit(s.lastCommit())),
                        contacts.values().stream().flatMap(c -> reported(c, epoch)))
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private static Stream<Long> reported(Contact contact, long epoch) {
        Stream<Long> beats = contact.heartbeatOf(epoch).stream()
                .flatMap(beat -> Stream.of(
                        beat.lastCommit() == null ? 0L : beat.lastCommit().step()));
        Stream<Long> ended = Stream.concat(contact.completed().stream(), contact.exit().stream())
                .map(Contact.Reported::event)
                .filter(event -> event.epoch() == epoch)
                .map(WorkerEvent::commit)
                .flatMap(commit -> commit == null ? Stream.empty() : Stream.of(commit.step()));
        return Stream.concat(beats, ended);
    }

    private static Stream<Long> commit(@Nullable CommitRef commit) {
        return commit == null ? Stream.empty() : Stream.of(commit.step());
    }

    private Optional<Long> fencedBy(TrainingAttempt attempt) {
        long epoch = attempt.getSpec().epoch();
        LongStream heard = contacts.values().stream()
                .flatMap(contact -> contact.heartbeatOf(epoch).stream())
                .map(Heartbeat::fencedBy)
                .flatMapToLong(by -> by == null ? LongStream.empty() : LongStream.of(by));
        Long recorded = attempt.getStatus() == null ? null : attempt.getStatus().fencedBy();
        LongStream known = recorded == null ? LongStream.empty() : LongStream.of(recorded);
        return LongStream.concat(heard, known).boxed().max(Long::compare);
    }
}
