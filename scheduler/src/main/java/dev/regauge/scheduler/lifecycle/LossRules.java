package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a gang is broken, by which member, and what shows it. The first cause in {@link #judge}'s order is the verdict; all facts are kept. */
final class LossRules {
    /** What is known against one member. */
    private record Loss(Cause cause, String message, Proof proof) {}

    private final Bounds bounds;

    LossRules(Bounds bounds) {
        this.bounds = bounds;
    }

    /** The verdict, if any. A peer's loss is only a symptom: it is a verdict of its own once every other member was heard of after it. */
    Optional<Ending> judge(String job, AttemptView attempt, Instant now) {
        List<Loss> losses = attempt.members().stream()
                .flatMap(member -> loss(job, attempt, member, now).stream())
                .toList();
        Optional<Loss> first = losses.stream()
                .filter(loss -> loss.cause() != Cause.PeerLost)
                .findFirst()
                .or(() -> losses.stream().filter(loss -> everyoneHeardAfter(attempt, loss)).findFirst());
        return first.map(loss -> new Ending(
                AttemptPhase.Failed,
                loss.cause(),
                loss.message(),
                losses.stream().map(Loss::proof).toList()));
    }

    /** When the next member may become lost by time alone. */
    Optional<Instant> nextCheck(AttemptView attempt) {
        return attempt.members().stream()
                .flatMap(member -> member.quietSince().stream())
                .map(quiet -> quiet.plus(bounds.silence()))
                .min(Instant::compareTo);
    }

    /** Members whose pods cannot be kept for the next attempt. */
    List<MemberView> lost(String job, AttemptView attempt, Instant now) {
        List<MemberView> lost = new ArrayList<>();
        for (MemberView member : attempt.members()) {
            boolean gone = member.pod().isEmpty() || !member.pod().get().living() || !member.nodePresent();
            boolean stuck = member.exit().filter(exit -> exit.cause() == Cause.Stuck).isPresent();
            if (gone || stuck || silent(member, now)) {
                lost.add(member);
            }
        }
        return lost;
    }

    private Optional<Loss> loss(String job, AttemptView attempt, MemberView member, Instant now) {
        String pod = member.slot().podName(job);
        String node = member.slot().node();
        if (!member.nodePresent()) {
            return Optional.of(loss(Cause.NodeLost, pod, node, "node " + node + " is gone or marked out-of-service", now));
        }
        Optional<Loss> ofPod = podLoss(pod, attempt, member, now);
        if (ofPod.isPresent()) {
            return ofPod;
        }
        if (member.exit().isPresent()) {
            TrainerExit exit = member.exit().get();
            return Optional.of(new Loss(
                    exit.cause(), exit.message(), new Proof("TrainerExited", pod, node, "exit code " + exit.exitCode(), exit.time())));
        }
        if (silent(member, now)) {
            String message = "worker " + pod + " on " + node + " was not heard of for " + bounds.silence().toSeconds() + " s";
            return Optional.of(loss(Cause.WorkerSilent, pod, node, message, now));
        }
        return Optional.empty();
    }

    private static Optional<Loss> podLoss(String name, AttemptView attempt, MemberView member, Instant now) {
        String node = member.slot().node();
        if (member.pod().isEmpty()) {
            boolean toBeCreated = attempt.phase() == AttemptPhase.Placing && member.slot().podEpoch() == attempt.epoch();
            return toBeCreated
                    ? Optional.empty()
                    : Optional.of(loss(Cause.WorkerLost, name, node, "pod " + name + " is gone", now));
        }
        PodView pod = member.pod().get();
        if (pod.deleting()) {
            return Optional.of(loss(Cause.WorkerLost, name, node, "pod " + name + " was deleted", now));
        }
        if (pod.ended()) {
            return Optional.of(loss(Cause.WorkerLost, name, node, "pod " + name + " ended", now));
        }
        return pod.gone().map(proof -> new Loss(Cause.WorkerLost, "pod " + name + " is gone: " + proof.what(), proof));
    }

    private boolean silent(MemberView member, Instant now) {
        return member.quietSince().filter(quiet -> !now.isBefore(quiet.plus(bounds.silence()))).isPresent();
    }

    private static boolean everyoneHeardAfter(AttemptView attempt, Loss loss) {
        return attempt.members().stream()
                .allMatch(member -> member.exit().isPresent()
                        || member.lastHeard().filter(heard -> heard.isAfter(loss.proof().time())).isPresent());
    }

    private static Loss loss(Cause cause, String pod, String node, String message, Instant now) {
        return new Loss(cause, message, new Proof(cause.name(), pod, node, null, now));
    }
}
