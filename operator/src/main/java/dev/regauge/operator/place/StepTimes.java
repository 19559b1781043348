package dev.regauge.operator.place;

import com.fasterxml.jackson.databind.JsonNode;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableSpec;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.ReportSummary;
import dev.regauge.crds.v1alpha1.StepSeconds;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.placement.StepTime;
import dev.regauge.scheduler.placement.learned.Corrections;
import dev.regauge.scheduler.placement.learned.Family;
import dev.regauge.scheduler.placement.learned.Measured;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a job takes: as it was when this job ran this executable; else as the compiler predicts, corrected by what other jobs of the same
 * program in the same namespace took. All of it rests on the status of attempts, so a new leader knows what the old one knew of jobs that are still there.
 */
@ApplicationScoped
public class StepTimes {
    /** Where a report predicts nothing all variants are as good as each other, and the given order decides. */
    static final StepTime UNKNOWN = StepTime.predicted(0.5, 1, 2);

    /** The compiler has one for all; a program that offers a choice names it so in its config. */
    private static final String PRECISION = "precision";

    /** By namespace and name. */
    private final BiFunction<String, String, Optional<Executable>> executables;

    private final Corrections corrections = new Corrections();

    @Inject
    StepTimes(Cluster cluster) {
        this(cluster::executable);
    }

    StepTimes(BiFunction<String, String, Optional<Executable>> executables) {
        this.executables = executables;
    }

    /** Learns from what the attempt's status says; saying it again changes nothing. */
    synchronized void note(TrainingAttempt attempt) {
        String namespace = attempt.getMetadata().getNamespace();
        String name = attempt.getSpec().executable().name();
        Optional<Executable> executable = executables.apply(namespace, name);
        Optional<StepTime> predicted = executable.flatMap(StepTimes::predicted);
        if (executable.isPresent() && predicted.isPresent()) {
            measured(attempt)
                    .ifPresent(measured -> corrections.note(
                            family(namespace, executable.get().getSpec()),
                            attempt.getSpec().job().uid() + "/" + name,
                            predicted.get().p50(),
                            measured));
        }
    }

    synchronized StepTime of(JobPicture picture, VariantPlan plan) {
        return own(picture.attempts(), plan)
                .map(Measured::stepTime)
                .or(() -> plan.executable().flatMap(executable -> predicted(executable)
                        .map(corrections.of(family(picture.ref().namespace(), executable.getSpec()))::of)))
                .orElse(UNKNOWN);
    }

    /** Of the newest attempt that ran the variant's executable for long enough. */
    private static Optional<Measured> own(List<TrainingAttempt> attempts, VariantPlan plan) {
        return attempts.reversed().stream()
                .filter(attempt -> plan.name()
                        .filter(attempt.getSpec().executable().name()::equals)
                        .isPresent())
                .flatMap(attempt -> measured(attempt).stream())
                .filter(Measured::enough)
                .findFirst();
    }

    private static Optional<Measured> measured(TrainingAttempt attempt) {
        return Optional.ofNullable(attempt.getStatus())
                .map(TrainingAttemptStatus::stepSeconds)
                .filter(seconds -> number(seconds.p50()) > 0 && number(seconds.p95()) >= number(seconds.p50()))
                .map(StepTimes::measured);
    }

    private static Measured measured(StepSeconds seconds) {
        return new Measured(number(seconds.p50()), number(seconds.p95()), seconds.steps());
    }

    private static Optional<StepTime> predicted(Executable executable) {
        return Optional.ofNullable(executable.getStatus())
                .map(ExecutableStatus::report)
                .flatMap(StepTimes::predicted);
    }

    private static Optional<StepTime> predicted(ReportSummary report) {
        double p10 = number(report.predictedStepSecondsP10());
        double p50 = number(report.predictedStepSeconds());
        double p90 = number(report.predictedStepSecondsP90());
        return p10 > 0 && p10 <= p50 && p50 <= p90 ? Optional.of(StepTime.predicted(p10, p50, p90)) : Optional.empty();
    }

    private static double number(@Nullable String text) {
        return text == null ? 0 : Double.parseDouble(text);
    }

    private static Family family(String namespace, ExecutableSpec spec) {
        String precision = Optional.ofNullable(spec.config())
                .map(config -> config.path(PRECISION))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .orElse("");
        return new Family(namespace, spec.entrypoint(), spec.target().profile(), precision);
    }
}
