package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.failure.FailureClass.Blame;
import dev.regauge.scheduler.failure.RestartBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A pass over a job that has no attempt, or whose newest attempt is over. */
final class BetweenAttempts {
    /** Nothing of a gang that did not come together is worth keeping. */
    private static final Set<FailureClass> WHOLE =
            Set.of(FailureClass.RendezvousTimeout, FailureClass.PlacementRefused);

    private final Bounds bounds;

    BetweenAttempts(Bounds bounds) {
        this.bounds = bounds;
    }

    Decision decide(JobObservation seen, Instant now) {
        Optional<Ending> last = seen.attempt().flatMap(AttemptView::ending);
        Optional<JobState> over = last.flatMap(ending -> over(seen, ending));
        if (over.isPresent()) {
            return stop(seen, over.get());
        }
        if (seen.job().suspend()) {
            return stop(seen, new JobState.Suspended());
        }
        if (seen.job().refusal().isPresent()) {
            return stop(seen, seen.job().refusal().get());
        }
        return gate(seen).orElseGet(() -> place(seen, last, now));
    }

    /** What the last ending means for the job, where it means the end. */
    private static Optional<JobState> over(JobObservation seen, Ending ending) {
        if (ending.phase() == AttemptPhase.Completed) {
            return Optional.of(new JobState.Finished(true, ending.reason(), ending.message()));
        }
        return budget(seen, ending).flatMap(verdict -> switch (verdict) {
            case RestartBudget.Verdict.Restart restart -> Optional.<JobState>empty();
            case RestartBudget.Verdict.GiveUp giveUp -> Optional.of(givenUp(ending, giveUp));
        });
    }

    private static Optional<RestartBudget.Verdict> budget(JobObservation seen, Ending ending) {
        return ending.phase() == AttemptPhase.Failed && !seen.job().failures().isEmpty()
                ? Optional.of(seen.job().budget().after(seen.job().failures()))
                : Optional.empty();
    }

    /** The program's own failure is the reason that its owner needs; anything else ends because it came too often. */
    private static JobState givenUp(Ending ending, RestartBudget.Verdict.GiveUp giveUp) {
        Blame blame = ending.failureClass().map(FailureClass::blame).orElse(Blame.Unclear);
        String reason =
                blame == Blame.Program || blame == Blame.Final ? ending.reason() : Cause.RestartsExhausted.name();
        return new JobState.Finished(false, reason, giveUp.why() + "; the last time: " + ending.message());
    }

    /**
     * Pods first, then the state: a job is over only when its last gang is gone. A pod of an earlier epoch that was told to
     * go and cannot be heard, as on a lost node, does not hold up the end; it keeps its chips until there is evidence.
     */
    private static Decision stop(JobObservation seen, JobState ending) {
        Set<String> lastGang = seen.attempt()
                .map(attempt -> attempt.podNames(seen.job().name()))
                .orElseGet(Set::of);
        if (seen.pods().stream().allMatch(pod -> pod.deleting() && !lastGang.contains(pod.name()))) {
            return new Decision(ending, Optional.empty(), List.of(), Optional.empty());
        }
        long epoch = seen.attempt().map(AttemptView::epoch).orElse(seen.highestEpoch());
        return new Decision(new JobState.Stopping(epoch, ending), Optional.empty(), withdraw(seen), Optional.empty());
    }

    /** Decision 5: no chips are asked for before every variant that could be placed is decided and one is ready. */
    private static Optional<Decision> gate(JobObservation seen) {
        List<VariantView> variants = seen.variants();
        boolean ready = variants.stream().anyMatch(v -> v.build() instanceof VariantView.Build.Ready);
        if (!ready && variants.stream().allMatch(VariantView::decided)) {
            return Optional.of(
                    stop(seen, new JobState.Finished(false, Cause.CompileFailed.name(), failures(variants))));
        }
        long open = variants.stream().filter(v -> v.placeable() && !v.decided()).count();
        if (ready && open == 0) {
            return Optional.empty();
        }
        long decided = variants.stream().filter(VariantView::decided).count();
        String message = decided + " of " + variants.size() + " variants are decided";
        return Optional.of(
                new Decision(new JobState.Compiling(message), Optional.empty(), List.of(), Optional.empty()));
    }

    private static String failures(List<VariantView> variants) {
        return String.join(
                "; ",
                variants.stream()
                        .flatMap(v -> v.build() instanceof VariantView.Build.Failed f
                                ? Stream.of(v.name() + ": " + f.reason() + ": " + f.message())
                                : Stream.empty())
                        .toList());
    }

    private Decision place(JobObservation seen, Optional<Ending> last, Instant now) {
        List<Effect> effects = new ArrayList<>(unusable(seen));
        Optional<Instant> pause = pausedUntil(seen, last).filter(now::isBefore);
        if (pause.isPresent()) {
            String message = last.map(Ending::message).orElse("") + "; tries again at " + pause.get();
            JobState state = new JobState.Recovering(seen.highestEpoch(), Cause.Recovering.name(), message);
            return new Decision(state, Optional.empty(), effects, pause);
        }
        String asking = "asking for chips";
        return switch (seen.placement()) {
            case Placement.Granted granted
            when granted.epoch() == seen.highestEpoch() + 1 -> create(seen, granted, effects);
            case Placement.Granted stale -> waiting(seen, last, Cause.NotEnoughChips.name(), asking, effects, now);
            case Placement.Unknown unknown -> waiting(seen, last, Cause.NotEnoughChips.name(), asking, effects, now);
            case Placement.Waiting wait -> waiting(seen, last, wait.reason(), wait.message(), effects, now);
        };
    }

    private static Optional<Instant> pausedUntil(JobObservation seen, Optional<Ending> last) {
        return last.flatMap(ending -> budget(seen, ending))
                .flatMap(verdict -> verdict instanceof RestartBudget.Verdict.Restart restart
                        ? seen.attempt().flatMap(AttemptView::endedAt).map(ended -> ended.plus(restart.pause()))
                        : Optional.empty());
    }

    private static Decision create(JobObservation seen, Placement.Granted granted, List<Effect> effects) {
        if (seen.nameTaken()) {
            String message = "attempt " + seen.job().name() + "-" + granted.epoch()
                    + " of a deleted job of the same name is still there";
            return new Decision(
                    new JobState.Queued(Cause.PreviousJobStopping.name(), message),
                    Optional.empty(),
                    effects,
                    Optional.empty());
        }
        effects.add(new Effect.CreateAttempt(granted));
        String message = granted.variant() + " on " + String.join(", ", granted.hosts()) + ": " + granted.why();
        return new Decision(
                new JobState.Placing(granted.epoch(), Cause.PodsStarting.name(), message),
                Optional.empty(),
                effects,
                Optional.empty());
    }

    private Decision waiting(
            JobObservation seen,
            Optional<Ending> last,
            String reason,
            String message,
            List<Effect> effects,
            Instant now) {
        Optional<Instant> keepUntil = seen.attempt()
                .flatMap(AttemptView::endedAt)
                .map(ended -> ended.plus(bounds.replacement().multipliedBy(2)));
        boolean keep = keepUntil.filter(now::isBefore).isPresent();
        if (!keep) {
            effects.clear();
            effects.addAll(withdraw(seen));
        }
        JobState state =
                last.filter(ending -> ending.phase() == AttemptPhase.Failed).isPresent()
                        ? new JobState.Recovering(seen.attempt().orElseThrow().epoch(), reason, message)
                        : new JobState.Queued(reason, message);
        return new Decision(state, Optional.empty(), effects, keep ? keepUntil : Optional.empty());
    }

    /** Pods that no next attempt can take over. A gang that did not meet, or was refused, is released whole. */
    private static List<Effect> unusable(JobObservation seen) {
        boolean whole = seen.attempt()
                .flatMap(AttemptView::ending)
                .filter(ending -> ending.phase() == AttemptPhase.Released
                        || ending.failureClass().filter(WHOLE::contains).isPresent())
                .isPresent();
        return seen.pods().stream()
                .filter(pod -> !pod.deleting() && (whole || !pod.living()))
                .<Effect>map(pod -> new Effect.DeletePod(pod.name(), pod.uid()))
                .toList();
    }

    static List<Effect> withdraw(JobObservation seen) {
        return seen.pods().stream()
                .filter(pod -> !pod.deleting())
                .<Effect>map(pod -> new Effect.DeletePod(pod.name(), pod.uid()))
                .toList();
    }
}
