package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.failure.FailureClassifier;
import dev.regauge.scheduler.failure.FailureSignal;
import dev.regauge.scheduler.failure.FailureSignal.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a gang is broken and which members cannot go on. What the signals mean is the classifier's; this says which signals there are. */
final class LossRules {
    private final Bounds bounds;
    private final FailureClassifier classifier;

    LossRules(Bounds bounds, FailureClassifier classifier) {
        this.bounds = bounds;
        this.classifier = classifier;
    }

    /**
     * The verdict, if any. A broken connection is only a symptom, so while it is all there is, the verdict waits until every other member was heard of
     * after it or became silent.
     */
    Optional<Ending> judge(String job, AttemptView attempt, Instant now) {
        List<FailureSignal> signals = attempt.members().stream()
                .flatMap(member -> signal(job, attempt, member, now).stream())
                .toList();
        return classifier
                .classify(signals)
                .filter(verdict -> !symptom(verdict.failureClass())
                        || everyoneHeardAfter(attempt, verdict.cause().at()))
                .map(verdict -> Ending.failed(
                        verdict.failureClass(),
                        verdict.cause().message(),
                        signals.stream().map(LossRules::proof).toList()));
    }

    private static boolean symptom(FailureClass failure) {
        return failure == FailureClass.PeerLost;
    }

    /** When the next member may become lost by time alone. */
    Optional<Instant> nextCheck(AttemptView attempt) {
        return attempt.members().stream()
                .flatMap(member -> member.quietSince().stream())
                .map(quiet -> quiet.plus(bounds.silence()))
                .min(Instant::compareTo);
    }

    /** Members whose pods cannot be kept for the next attempt. */
    List<MemberView> lost(AttemptView attempt, Instant now) {
        return attempt.members().stream().filter(member -> isLost(member, now)).toList();
    }

    private boolean isLost(MemberView member, Instant now) {
        boolean gone = member.pod().isEmpty() || !member.pod().get().living() || !member.nodePresent();
        boolean stuck = member.exit()
                .filter(exit -> exit.exitClass().equals(TrainerExit.STUCK))
                .isPresent();
        return gone || stuck || silent(member, now);
    }

    private Optional<FailureSignal> signal(String job, AttemptView attempt, MemberView member, Instant now) {
        String pod = member.slot().podName(job);
        String node = member.slot().node();
        if (!member.nodePresent()) {
            return Optional.of(signal(Kind.NodeLost, member, pod, "node " + node + " is gone or out of service", now));
        }
        Optional<FailureSignal> ofPod = ofPod(pod, attempt, member, now);
        if (ofPod.isPresent()) {
            return ofPod;
        }
        if (member.exit().isPresent()) {
            TrainerExit exit = member.exit().get();
            return Optional.of(FailureSignal.trainerExited(
                    pod, node, exit.exitClass(), exit.exitCode(), exit.message(), exit.time()));
        }
        if (silent(member, now)) {
            String message = "worker " + pod + " on " + node + " was not heard of for "
                    + bounds.silence().toSeconds() + " s";
            return Optional.of(signal(Kind.WorkerSilent, member, pod, message, now));
        }
        return Optional.empty();
    }

    private static Optional<FailureSignal> ofPod(String name, AttemptView attempt, MemberView member, Instant now) {
        String where = " on " + member.slot().node();
        if (member.pod().isEmpty()) {
            boolean toBeCreated =
                    attempt.phase() == AttemptPhase.Placing && member.slot().podEpoch() == attempt.epoch();
            return toBeCreated
                    ? Optional.empty()
                    : Optional.of(signal(Kind.PodGone, member, name, "pod " + name + where + " is gone", now));
        }
        PodView pod = member.pod().get();
        if (pod.deleting()) {
            return Optional.of(signal(Kind.PodGone, member, name, "pod " + name + where + " was deleted", now));
        }
        if (pod.ended() || pod.gone().isPresent()) {
            String why = pod.gone().map(Proof::detail).orElse(null);
            String message = "pod " + name + where + " ended by itself" + (why == null ? "" : ": " + why);
            return Optional.of(
                    FailureSignal.of(Kind.PodFailed, name, member.slot().node(), why, message, now));
        }
        return Optional.empty();
    }

    private boolean silent(MemberView member, Instant now) {
        return member.quietSince()
                .filter(quiet -> !now.isBefore(quiet.plus(bounds.silence())))
                .isPresent();
    }

    private static boolean everyoneHeardAfter(AttemptView attempt, Instant at) {
        return attempt.members().stream()
                .allMatch(member -> member.exit().isPresent()
                        || member.lastHeard().filter(heard -> heard.isAfter(at)).isPresent());
    }

    private static FailureSignal signal(Kind kind, MemberView member, String pod, String message, Instant now) {
        return FailureSignal.of(kind, pod, member.slot().node(), null, message, now);
    }

    private static Proof proof(FailureSignal signal) {
        return new Proof(signal.kind().name(), signal.pod(), signal.node(), signal.message(), signal.at());
    }
}
