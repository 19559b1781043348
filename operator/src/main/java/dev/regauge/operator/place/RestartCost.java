package dev.regauge.operator.place;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What it costs to save, stop, start again and be where the job was: as it went the last time, else as it usually goes. Pure. */
final class RestartCost {
    /** To save, commit and stop, where this job never had to. */
    static final double USUAL_STOP_SECONDS = 20;

    /** From the attempt's creation to its first step, where this job never got there. With the stop it is the 120 s that the engine assumes. */
    static final double USUAL_START_SECONDS = 100;

    /** However slowly a program starts, that does not make its job safe. */
    static final double MOST_SECONDS = 900;

    private RestartCost() {}

    /** {@code attempts}: oldest first. */
    static double seconds(List<TrainingAttempt> attempts) {
        double stop = newest(attempts, times -> between(times.draining(), times.ended()))
                .orElse(USUAL_STOP_SECONDS);
        double start = newest(attempts, times -> between(times.created(), times.firstStep()))
                .orElse(USUAL_START_SECONDS);
        return Math.min(MOST_SECONDS, stop + start);
    }

    private static Optional<Double> newest(
            List<TrainingAttempt> attempts, Function<AttemptTimings, Optional<Double>> measure) {
        return attempts.reversed().stream()
                .map(TrainingAttempt::getStatus)
                .flatMap(Stream::ofNullable)
                .map(TrainingAttemptStatus::timings)
                .flatMap(Stream::ofNullable)
                .flatMap(times -> measure.apply(times).stream())
                .findFirst();
    }

    private static Optional<Double> between(@Nullable String from, @Nullable String to) {
        return from == null || to == null
                ? Optional.empty()
                : Optional.of(Math.max(
                        0,
                        Duration.between(Instant.parse(from), Instant.parse(to)).toMillis() / 1000.0));
    }
}
