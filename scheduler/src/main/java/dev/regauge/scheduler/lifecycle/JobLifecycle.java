package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.FailureClassifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one transition function of a job. It reads only what was observed, so a crash between any two of its effects is repaired by the next pass:
 *
 * <ol>
 *   <li>a finished job stays finished; what is left of it is withdrawn;
 *   <li>an attempt that is not over is judged first, then moved on;
 *   <li>otherwise the job is ended, held, compiled for, or placed under the next epoch;
 *   <li>whatever the state, chips are let go of only on proof, and missing executables are created.
 * </ol>
 */
public final class JobLifecycle {
    private final ActiveAttempt active;
    private final BetweenAttempts between;

    public JobLifecycle(Bounds bounds) {
        this.active = new ActiveAttempt(bounds, new LossRules(bounds, FailureClassifier.shipped()));
        this.between = new BetweenAttempts(bounds);
    }

    public Decision decide(JobObservation seen, Instant now) {
        if (seen.job().finished().isPresent()) {
            return with(
                    seen,
                    new Decision(seen.job().finished().get(), none(), BetweenAttempts.withdraw(seen), none()),
                    false);
        }
        Decision decision = seen.attempt()
                .filter(attempt -> !attempt.phase().isFinal())
                .map(attempt -> active.decide(seen, attempt, now))
                .orElseGet(() -> between.decide(seen, now));
        return with(seen, decision, !(decision.state() instanceof JobState.Finished));
    }

    /** What a job becomes once the pods of an attempt that ended so are gone. */
    static JobState after(Ending ending) {
        return switch (ending.phase()) {
            case Completed -> new JobState.Finished(true, ending.reason(), ending.message());
            case Released, Superseded, Failed, Placing, Rendezvous, Running ->
                ending.reason().equals(Cause.Suspended.name())
                        ? new JobState.Suspended()
                        : new JobState.Queued(ending.reason(), ending.message());
        };
    }

    private static Decision with(JobObservation seen, Decision decision, boolean compile) {
        List<Effect> effects = new ArrayList<>();
        if (compile && seen.job().refusal().isEmpty()) {
            seen.variants().stream()
                    .filter(variant -> variant.build() instanceof VariantView.Build.Missing)
                    .forEach(variant -> effects.add(new Effect.CreateExecutable(variant.name())));
        }
        effects.addAll(decision.effects());
        seen.pods().stream()
                .filter(pod -> pod.holdsChips() && pod.gone().isPresent())
                .forEach(pod -> effects.add(
                        new Effect.FreeChips(pod.name(), pod.uid(), pod.gone().get())));
        return new Decision(decision.state(), decision.attempt(), effects, decision.wakeAt());
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }
}
