package dev.regauge.cli.demo;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long each stage from the kill to the first new step took, as attempts record it. */
record RecoveryTimes(List<Stage> stages, Duration total) {
    /** Seconds since the stage before. */
    record Stage(String name, Duration took) {}

    /**
     * Stages between the kill and the first step of the new epoch; stages whose time is not recorded are left out.
     *
     * @param killed when the worker was killed
     * @param lost the attempt that ended
     * @param next the attempt that took over
     */
    static RecoveryTimes between(Instant killed, AttemptTimings lost, AttemptTimings next) {
        List<Stage> stages = new ArrayList<>();
        Instant last = killed;
        last = add(stages, "detected", last, lost.ended());
        last = add(stages, "new epoch", last, next.created());
        last = add(stages, "gang complete", last, next.ready());
        last = add(stages, "fenced", last, next.fenced());
        last = add(stages, "restored", last, next.restored());
        last = add(stages, "first step", last, next.firstStep());
        return new RecoveryTimes(List.copyOf(stages), Duration.between(killed, last));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Stage stage : stages) {
            text.append(String.format(
                    Locale.ROOT, "%s +%.1f s → ", stage.name(), stage.took().toMillis() / 1000.0));
        }
        return text + String.format(Locale.ROOT, "%.1f s in all", total.toMillis() / 1000.0);
    }

    private static Instant add(List<Stage> stages, String name, Instant last, @Nullable String time) {
        if (time == null) {
            return last;
        }
        Instant at = Instant.parse(time);
        if (at.isBefore(last)) {
            at = last; // recorded to the millisecond by another process: never a negative stage
        }
        stages.add(new Stage(name, Duration.between(last, at)));
        return at;
    }
}
