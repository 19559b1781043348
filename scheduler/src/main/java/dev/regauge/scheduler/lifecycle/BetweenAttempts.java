package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pass over a job that has no attempt, or whose newest attempt is over. */
final class BetweenAttempts {
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
            return Optional.of(new JobState.Finished(true, Cause.Completed, ending.message()));
        }
        return switch (Recovery.of(ending.cause())) {
            case Never -> Optional.of(new JobState.Finished(false, ending.cause(), ending.message()));
            case Counted ->
                seen.job().countedRestarts() > seen.job().maxRestarts()
                        ? Optional.of(exhausted(seen.job(), ending))
                        : Optional.empty();
            case Free -> Optional.empty();
        };
    }

    private static JobState exhausted(JobView job, Ending ending) {
        String message = "failed " + job.countedRestarts() + " times, recovery.maxRestarts allows " + job.maxRestarts()
                + "; the last time " + ending.cause() + ": " + ending.message();
        return new JobState.Finished(false, ending.cause().isUsers() ? ending.cause() : Cause.RestartsExhausted, message);
    }

    /** Pods first, then the state: a job is over only when nothing of it runs. */
    private static Decision stop(JobObservation seen, JobState ending) {
        if (seen.pods().isEmpty()) {
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
            return Optional.of(stop(seen, new JobState.Finished(false, Cause.CompileFailed, failures(variants))));
        }
        long open = variants.stream().filter(v -> v.placeable() && !v.decided()).count();
        if (ready && open == 0) {
            return Optional.empty();
        }
        long decided = variants.stream().filter(VariantView::decided).count();
        String message = decided + " of " + variants.size() + " variants are decided";
        return Optional.of(new Decision(new JobState.Compiling(message), Optional.empty(), List.of(), Optional.empty()));
    }

    private static String failures(List<VariantView> variants) {
        return String.join("; ", variants.stream()
                .flatMap(v -> v.build() instanceof VariantView.Build.Failed f
                        ? java.util.stream.Stream.of(v.name() + ": " + f.reason() + ": " + f.message())
                        : java.util.stream.Stream.empty())
                .toList());
    }

    private Decision place(JobObservation seen, Optional<Ending> last, Instant now) {
        List<Effect> effects = new ArrayList<>(unusable(seen));
        return switch (seen.placement()) {
            case Placement.Granted granted when granted.epoch() == seen.highestEpoch() + 1 -> create(seen, granted, effects);
            case Placement.Granted stale -> waiting(seen, last, Cause.NotEnoughChips, "asking for chips", effects, now);
            case Placement.Unknown unknown -> waiting(seen, last, Cause.NotEnoughChips, "asking for chips", effects, now);
            case Placement.Waiting wait -> waiting(seen, last, wait.cause(), wait.message(), effects, now);
        };
    }

    private static Decision create(JobObservation seen, Placement.Granted granted, List<Effect> effects) {
        if (seen.nameTaken()) {
            String message = "attempt " + seen.job().name() + "-" + granted.epoch() + " of a deleted job of the same name is still there";
            return new Decision(
                    new JobState.Queued(Cause.PreviousJobStopping, message), Optional.empty(), effects, Optional.empty());
        }
        effects.add(new Effect.CreateAttempt(granted));
        String message = granted.variant() + " on " + String.join(", ", granted.hosts()) + ": " + granted.why();
        return new Decision(
                new JobState.Placing(granted.epoch(), Cause.PodsStarting, message), Optional.empty(), effects, Optional.empty());
    }

    private Decision waiting(
            JobObservation seen, Optional<Ending> last, Cause cause, String message, List<Effect> effects, Instant now) {
        Optional<Instant> keepUntil =
                seen.attempt().flatMap(AttemptView::endedAt).map(ended -> ended.plus(bounds.replacement().multipliedBy(2)));
        boolean keep = keepUntil.filter(now::isBefore).isPresent();
        if (!keep) {
            effects.clear();
            effects.addAll(withdraw(seen));
        }
        JobState state = last.filter(ending -> ending.phase() == AttemptPhase.Failed).isPresent()
                ? new JobState.Recovering(seen.attempt().orElseThrow().epoch(), cause, message)
                : new JobState.Queued(cause, message);
        return new Decision(state, Optional.empty(), effects, keep ? keepUntil : Optional.empty());
    }

    /** Pods that no next attempt can take over. A gang that did not meet, or was refused, is released whole. */
    private static List<Effect> unusable(JobObservation seen) {
        boolean whole = seen.attempt()
                .flatMap(AttemptView::ending)
                .filter(ending -> ending.cause() == Cause.GangIncomplete || ending.phase() == AttemptPhase.Released)
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
