package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.lifecycle.Decision.AttemptRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A pass over a job whose newest attempt is not over. */
final class ActiveAttempt {
    private final Bounds bounds;
    private final LossRules losses;
    private final DrainRules drains;

    ActiveAttempt(Bounds bounds, LossRules losses) {
        this.bounds = bounds;
        this.losses = losses;
        this.drains = new DrainRules(bounds);
    }

    Decision decide(JobObservation seen, AttemptView attempt, Instant now) {
        Optional<Ending> ending = ending(seen, attempt, now);
        if (ending.isPresent()) {
            return ended(seen, attempt, ending.get(), now);
        }
        return switch (attempt.phase()) {
            case Placing -> placing(seen, attempt);
            case Rendezvous -> meeting(seen, attempt);
            case Running -> running(seen, attempt, now);
            case Completed, Failed, Superseded, Released ->
                throw new IllegalStateException("attempt " + attempt.epoch() + " is over: " + attempt.phase());
        };
    }

    private Optional<Ending> ending(JobObservation seen, AttemptView attempt, Instant now) {
        if (attempt.committedStep() >= seen.job().steps()) {
            String message = "step " + attempt.committedStep() + " is committed";
            return Optional.of(Ending.of(AttemptPhase.Completed, Cause.Completed, message));
        }
        Optional<Ending> superseded = seen.release().filter(e -> e.phase() == AttemptPhase.Superseded);
        if (superseded.isPresent()) {
            return superseded;
        }
        Optional<Ending> drained = drains.ending(seen, attempt, now);
        if (drained.isPresent() || drains.saved(attempt) || seen.blind()) {
            return drained;
        }
        return losses.judge(seen.job().name(), attempt, now)
                .or(() -> refused(seen, attempt, now))
                .or(() -> incomplete(seen, attempt, now));
    }

    /** All refusals of the gang in one ending, so that one new attempt avoids them all. */
    private Optional<Ending> refused(JobObservation seen, AttemptView attempt, Instant now) {
        if (attempt.phase() != AttemptPhase.Placing) {
            return Optional.empty();
        }
        List<PodView> unbound = unbound(attempt).toList();
        boolean late = unbound.stream()
                .anyMatch(pod -> !now.isBefore(pod.unboundSince().orElse(now).plus(bounds.scheduling())));
        if (!late) {
            return Optional.empty();
        }
        List<Proof> proofs = unbound.stream()
                .map(pod -> new Proof("PodRefused", pod.name(), pod.node(), null, now))
                .toList();
        String message = unbound.size() + " of " + attempt.members().size() + " pods were not scheduled within "
                + bounds.scheduling().toSeconds() + " s, the first is "
                + unbound.getFirst().name() + " on "
                + unbound.getFirst().node();
        return Optional.of(Ending.failed(FailureClass.PlacementRefused, message, proofs));
    }

    private Optional<Ending> incomplete(JobObservation seen, AttemptView attempt, Instant now) {
        boolean late = attempt.phase() == AttemptPhase.Rendezvous
                && attempt.placedAt()
                        .filter(placed -> !now.isBefore(placed.plus(bounds.rendezvous())))
                        .isPresent();
        List<MemberView> missing =
                attempt.members().stream().filter(member -> !member.greeted()).toList();
        if (!late || missing.isEmpty()) {
            return Optional.empty();
        }
        String first = missing.getFirst().slot().podName(seen.job().name());
        String message = missing.size() + " of " + attempt.members().size() + " workers did not greet within "
                + bounds.rendezvous().toSeconds() + " s, the first is " + first + " on "
                + missing.getFirst().slot().node();
        List<Proof> proofs = missing.stream()
                .map(m -> new Proof(
                        "NotGreeted",
                        m.slot().podName(seen.job().name()),
                        m.slot().node(),
                        null,
                        now))
                .toList();
        return Optional.of(Ending.failed(FailureClass.RendezvousTimeout, message, proofs));
    }

    private Decision ended(JobObservation seen, AttemptView attempt, Ending ending, Instant now) {
        List<Effect> effects = new ArrayList<>();
        if (ending.phase() == AttemptPhase.Failed) {
            losses.lost(attempt, now).stream()
                    .flatMap(member -> member.pod().stream())
                    .filter(pod -> !pod.deleting())
                    .forEach(pod -> effects.add(new Effect.DeletePod(pod.name(), pod.uid())));
        }
        JobState state = ending.phase() == AttemptPhase.Failed
                ? new JobState.Recovering(attempt.epoch(), ending.reason(), ending.message())
                : new JobState.Stopping(attempt.epoch(), JobLifecycle.after(ending));
        AttemptRecord end = AttemptRecord.ended(attempt.epoch(), ending);
        return new Decision(state, Optional.of(end), effects, Optional.of(now));
    }

    private Decision placing(JobObservation seen, AttemptView attempt) {
        List<Effect> effects = strangers(seen, attempt);
        attempt.members().stream()
                .filter(member -> member.pod().isEmpty())
                .forEach(member -> effects.add(new Effect.CreatePod(attempt.epoch(), member.slot())));
        boolean bound = attempt.members().stream()
                .allMatch(member -> member.pod().filter(PodView::scheduled).isPresent());
        if (bound) {
            AttemptRecord met = AttemptRecord.moved(attempt.epoch(), AttemptPhase.Rendezvous);
            return new Decision(
                    new JobState.Meeting(attempt.epoch(), greeted(attempt)),
                    Optional.of(met),
                    effects,
                    Optional.empty());
        }
        long scheduled = attempt.members().stream()
                .filter(member -> member.pod().filter(PodView::scheduled).isPresent())
                .count();
        String message = scheduled + " of " + attempt.members().size() + " pods are scheduled";
        Optional<Instant> wake = unbound(attempt)
                .flatMap(pod -> pod.unboundSince().stream())
                .map(since -> since.plus(bounds.scheduling()))
                .min(Instant::compareTo);
        return new Decision(
                new JobState.Placing(attempt.epoch(), Cause.PodsStarting.name(), message),
                Optional.empty(),
                effects,
                earliest(wake, losses.nextCheck(attempt)));
    }

    private Decision meeting(JobObservation seen, AttemptView attempt) {
        List<Effect> effects = strangers(seen, attempt);
        if (attempt.members().stream().allMatch(MemberView::greeted)) {
            AttemptRecord ready = AttemptRecord.moved(attempt.epoch(), AttemptPhase.Running);
            return new Decision(new JobState.Running(attempt.epoch()), Optional.of(ready), effects, Optional.empty());
        }
        Optional<Instant> bound = attempt.placedAt().map(placed -> placed.plus(bounds.rendezvous()));
        return new Decision(
                new JobState.Meeting(attempt.epoch(), greeted(attempt)),
                Optional.empty(),
                effects,
                earliest(bound, losses.nextCheck(attempt)));
    }

    private Decision running(JobObservation seen, AttemptView attempt, Instant now) {
        Optional<Ending> wanted = drains.wanted(seen, attempt);
        JobState state = wanted.<JobState>map(
                        end -> new JobState.Draining(attempt.epoch(), end.reason(), end.message()))
                .orElseGet(() -> new JobState.Running(attempt.epoch()));
        Optional<AttemptRecord> told = wanted.filter(end -> attempt.drain().isEmpty())
                .map(end -> AttemptRecord.draining(attempt.epoch(), end));
        Instant deadline = drains.deadline(attempt).orElse(now.plus(bounds.draining()));
        return new Decision(
                state,
                told,
                strangers(seen, attempt),
                earliest(wanted.map(end -> deadline), losses.nextCheck(attempt)));
    }

    /** Pods of earlier attempts that are no member of this one. */
    private static List<Effect> strangers(JobObservation seen, AttemptView attempt) {
        Set<String> members = attempt.podNames(seen.job().name());
        List<Effect> effects = new ArrayList<>();
        seen.pods().stream()
                .filter(pod -> !members.contains(pod.name()) && !pod.deleting())
                .forEach(pod -> effects.add(new Effect.DeletePod(pod.name(), pod.uid())));
        return effects;
    }

    private static Stream<PodView> unbound(AttemptView attempt) {
        return attempt.members().stream()
                .flatMap(member -> member.pod().stream())
                .filter(pod -> !pod.scheduled());
    }

    private static String greeted(AttemptView attempt) {
        long greeted = attempt.members().stream().filter(MemberView::greeted).count();
        return greeted + " of " + attempt.members().size() + " workers have greeted";
    }

    static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
    }
}
