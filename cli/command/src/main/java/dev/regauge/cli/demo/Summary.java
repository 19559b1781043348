package dev.regauge.cli.demo;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ReportSummary;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is printed at the end: executables, attempts, loss against the text's own entropy. */
public final class Summary {
    private final JobView view;
    private final RecoveryTimes recovery;
    private final OptionalDouble loss;
    private final OptionalDouble entropy;

    Summary(JobView view, RecoveryTimes recovery, OptionalDouble loss, OptionalDouble entropy) {
        this.view = view;
        this.recovery = recovery;
        this.loss = loss;
        this.entropy = entropy;
    }

    /** Prints the tables; returns false when the loss does not lie well below the entropy. */
    public boolean print(Console console) {
        console.chapter("summary");
        executables(console);
        attempts(console);
        console.plain("");
        console.plain("  recovery   " + recovery);
        boolean learnt = loss.isPresent() && entropy.isPresent() && loss.getAsDouble() < 0.9 * entropy.getAsDouble();
        console.plain(String.format(
                Locale.ROOT,
                "  loss       %.3f nats a byte at the last step; guessing by byte frequency alone scores %.3f (the entropy of this text)%s",
                loss.orElse(Double.NaN),
                entropy.orElse(Double.NaN),
                learnt ? "" : "  ← not well below it"));
        console.plain("             trained on the cpu pools of this machine; v5p and h100 were compiled, never run");
        return learnt;
    }

    private void executables(Console console) {
        String row = "  %-9s %-13s %10s %9s %12s %11s %11s %7s %8s %14s";
        console.plain(String.format(
                Locale.ROOT,
                row,
                "VARIANT",
                "KEY",
                "SIZE",
                "COMPILE",
                "FLOPS/STEP",
                "BYTES PRE",
                "BYTES POST",
                "SAVED",
                "KERNELS",
                "STEP (PREDICT)"));
        for (Map.Entry<String, Executable> entry : view.executables().entrySet()) {
            ReportSummary report = entry.getValue().getStatus().report();
            if (report == null) {
                continue;
            }
            console.plain(String.format(
                    Locale.ROOT,
                    row,
                    entry.getKey(),
                    Figures.shortHex(entry.getValue().getStatus().executableKey()),
                    Figures.bytes(entry.getValue().getStatus().bytes()),
                    Figures.seconds(report.compileSeconds()),
                    Figures.flops(report.flops()),
                    Figures.bytes(report.bytesBeforeFusion()),
                    Figures.bytes(report.bytesAfterFusion()),
                    CompileWatch.fusionGain(report),
                    report.kernels(),
                    Figures.seconds(report.predictedStepSeconds())));
        }
        console.plain(
                "  FLOPs and bytes are per device and step; bytes are implied by buffers; predictions are roofline ÷ an efficiency prior.");
    }

    private void attempts(Console console) {
        String row = "  %-9s %-9s %-11s %-16s %9s %9s";
        console.plain("");
        console.plain(
                String.format(Locale.ROOT, row, "EPOCH", "VARIANT", "ENDED AS", "CLASS", "RESTORED", "COMMITTED"));
        for (long epoch = 1;
                epoch <= view.status().map(status -> status.epoch()).orElse(0L);
                epoch++) {
            Optional<TrainingAttempt> attempt = view.attempt(epoch);
            if (attempt.isEmpty()) {
                continue;
            }
            TrainingAttemptStatus status = attempt.get().getStatus();
            console.plain(String.format(
                    Locale.ROOT,
                    row,
                    epoch,
                    attempt.get().getSpec().variant(),
                    status.phase(),
                    Optional.ofNullable(status.failureClass()).orElse("-"),
                    status.restored() == null ? "-" : status.restored().step(),
                    status.lastCommit() == null ? "-" : status.lastCommit().step()));
        }
    }
}
