package dev.regauge.operator.status;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Evidence;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.gateway.Contact;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.Hello;
import dev.regauge.operator.observe.Attempts;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.lifecycle.Decision.AttemptRecord;
import dev.regauge.scheduler.lifecycle.Ending;
import dev.regauge.scheduler.lifecycle.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The next status of the newest attempt. What is recorded is kept where nothing newer was heard, for a new leader has heard nothing yet. Pure. */
final class AttemptStatusOf {
    private static final TrainingAttemptStatus NONE = new TrainingAttemptStatus(
            AttemptPhase.Placing,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    private AttemptStatusOf() {}

    static TrainingAttemptStatus next(
            TrainingAttempt attempt, JobPicture picture, Optional<AttemptRecord> change, Instant now) {
        TrainingAttemptStatus before = Optional.ofNullable(attempt.getStatus()).orElse(NONE);
        long epoch = attempt.getSpec().epoch();
        var recorded = Attempts.phase(attempt);
        if (recorded.isFinal()) {
            return before;
        }
        AttemptPhase phase = AttemptPhase.valueOf(
                recorded.to(change.map(AttemptRecord::phase).orElse(recorded)).name());
        AttemptProgress progress = AttemptProgress.of(picture, epoch);
        Optional<Ending> ending = change.flatMap(AttemptRecord::ending);
        Optional<Ending> word = ending.or(() -> change.flatMap(AttemptRecord::drain));
        AttemptTimings timings = timings(attempt, before, phase, progress, change, now);
        Optional<Hello> rank0 = phase == AttemptPhase.Running
                ? picture.rank0().flatMap(Contact::hello).filter(hello -> hello.forEpoch() == epoch)
                : Optional.empty();
        int chips = attempt.getSpec().members().size() * attempt.getSpec().chipsPerHost();
        return new TrainingAttemptStatus(
                phase,
                word.map(Ending::reason).orElse(before.reason()),
                word.map(Ending::message).orElse(before.message()),
                progress.restored().orElse(before.restored()),
                newer(before.lastCommit(), progress.lastCommit()),
                progress.step().orElse(before.step()),
                progress.loss().map(Numbers::text).orElse(before.loss()),
                progress.stepSeconds().orElse(before.stepSeconds()),
                ending.flatMap(Ending::failureClass).map(FailureClass::name).orElse(before.failureClass()),
                ending.map(e -> e.proofs().stream()
                                .map(AttemptStatusOf::evidence)
                                .toList())
                        .orElse(before.evidence()),
                timings,
                productive(before, progress, ending, chips),
                held(timings, chips, now),
                progress.fencedBy().orElse(before.fencedBy()),
                progress.backendCompiles().orElse(before.backendCompiles()),
                before.writer() == null ? rank0.map(Hello::writer).orElse(null) : before.writer(),
                before.coordinator() == null ? rank0.map(Hello::coordinator).orElse(null) : before.coordinator());
    }

    private static AttemptTimings timings(
            TrainingAttempt attempt,
            TrainingAttemptStatus before,
            AttemptPhase phase,
            AttemptProgress progress,
            Optional<AttemptRecord> change,
            Instant now) {
        Optional<Ending> ending = change.flatMap(AttemptRecord::ending);
        Optional<Ending> drain = change.flatMap(AttemptRecord::drain);
        AttemptTimings old = Optional.ofNullable(before.timings()).orElse(AttemptTimings.none());
        boolean placed = phase == AttemptPhase.Rendezvous || phase == AttemptPhase.Running;
        boolean running = phase == AttemptPhase.Running;
        return new AttemptTimings(
                attempt.getMetadata().getCreationTimestamp(),
                once(old.placed(), placed, now),
                once(old.ready(), running, now),
                once(old.assigned(), running, now),
                once(old.fenced(), progress.fenced(), now),
                once(old.restored(), progress.restored().isPresent(), now),
                once(old.firstStep(), progress.stepped(), now),
                once(old.draining(), drain.isPresent(), now),
                once(old.ended(), ending.isPresent(), now));
    }

    private static @Nullable String once(@Nullable String recorded, boolean reached, Instant now) {
        return recorded != null || !reached ? recorded : now.toString();
    }

    private static @Nullable CommitRef newer(@Nullable CommitRef recorded, Optional<CommitRef> heard) {
        return heard.filter(commit -> recorded == null || commit.step() > recorded.step())
                .orElse(recorded);
    }

    /** Steps past the last commit of an attempt that failed were for nothing. */
    private static @Nullable String productive(
            TrainingAttemptStatus before, AttemptProgress progress, Optional<Ending> ending, int chips) {
        boolean lost = ending.filter(e -> e.failureClass().isPresent()).isPresent();
        Optional<Double> seconds = progress.rank0()
                .map(beat -> lost ? atCommit(beat) : beat.seconds().getOrDefault("PRODUCTIVE", 0.0));
        return seconds.map(s -> Numbers.seconds(s * chips)).orElse(before.productiveSeconds());
    }

    private static double atCommit(Heartbeat beat) {
        return beat.productiveSecondsAtCommit() == null ? 0 : beat.productiveSecondsAtCommit();
    }

    private static String held(AttemptTimings timings, int chips, Instant now) {
        Instant from = timings.created() == null ? now : Instant.parse(timings.created());
        Instant until = timings.ended() == null ? now : Instant.parse(timings.ended());
        return Numbers.seconds(Math.max(0, Duration.between(from, until).toMillis() / 1000.0) * chips);
    }

    private static Evidence evidence(Proof proof) {
        return new Evidence(
                proof.what(),
                proof.pod(),
                proof.node(),
                proof.detail(),
                proof.time().toString());
    }
}
