package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import java.util.Optional;

/**
 * How a gang gives its chips back that is wanted elsewhere or held back by its owner: it saves first where it has made steps, but not for ever. Once a
 * gang was told, it stops, whatever is wanted by then; it cannot be told otherwise.
 */
final class DrainRules {
    private final Bounds bounds;

    DrainRules(Bounds bounds) {
        this.bounds = bounds;
    }

    /** How the attempt is to end, where it is to. */
    Optional<Ending> wanted(JobObservation seen, AttemptView attempt) {
        Optional<Ending> suspended = seen.job().suspend()
                ? Optional.of(Ending.of(AttemptPhase.Released, Cause.Suspended, "spec.suspend is true"))
                : Optional.empty();
        return attempt.drain()
                .map(AttemptView.Drain::ending)
                .or(() -> suspended)
                .or(seen::release);
    }

    /** Empty while the gang is saving, or nothing is wanted of it. */
    Optional<Ending> ending(JobObservation seen, AttemptView attempt, Instant now) {
        if (attempt.drain().isEmpty()) {
            boolean nothingToSave = attempt.phase() != AttemptPhase.Running || !attempt.stepped();
            return wanted(seen, attempt).filter(ending -> nothingToSave);
        }
        AttemptView.Drain drain = attempt.drain().get();
        if (saved(attempt)
                && attempt.members().stream().allMatch(member -> member.exit().isPresent())) {
            return Optional.of(with(drain.ending(), "saved step " + attempt.committedStep()));
        }
        if (now.isBefore(deadline(drain))) {
            return Optional.empty();
        }
        String late = saved(attempt)
                ? "saved step " + attempt.committedStep()
                : "did not save within " + bounds.draining().toSeconds() + " s, so it goes back to "
                        + (attempt.committedStep() == 0 ? "where it began" : "step " + attempt.committedStep());
        return Optional.of(with(drain.ending(), late));
    }

    /** No rank ends as drained before the commit is in the log. The others may take that end for a lost peer. */
    boolean saved(AttemptView attempt) {
        return attempt.drain().isPresent()
                && attempt.members().stream()
                        .flatMap(member -> member.exit().stream())
                        .anyMatch(exit -> exit.exitClass().equals(TrainerExit.DRAINED));
    }

    Optional<Instant> deadline(AttemptView attempt) {
        return attempt.drain().map(this::deadline);
    }

    private Instant deadline(AttemptView.Drain drain) {
        return drain.since().plus(bounds.draining());
    }

    private static Ending with(Ending ending, String outcome) {
        return new Ending(
                ending.phase(),
                ending.reason(),
                ending.failureClass(),
                ending.message() + "; " + outcome,
                ending.proofs());
    }
}
