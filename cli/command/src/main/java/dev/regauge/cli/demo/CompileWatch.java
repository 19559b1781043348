package dev.regauge.cli.demo;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.ReportSummary;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells of each executable once, when it is ready or has failed. */
final class CompileWatch {
    private final Console console;
    private final Set<String> told = new HashSet<>();
    private int failed;

    CompileWatch(Console console) {
        this.console = console;
    }

    /** Looks once; true when all `expected` executables are final. */
    boolean look(JobView view, int expected) {
        for (Map.Entry<String, Executable> entry : view.executables().entrySet()) {
            ExecutableStatus status = entry.getValue().getStatus();
            if (status != null && isFinal(status.phase()) && told.add(entry.getKey())) {
                tell(entry.getKey(), entry.getValue(), status);
            }
        }
        return told.size() >= expected;
    }

    int failures() {
        return failed;
    }

    static String fusionGain(ReportSummary report) {
        Long before = report.bytesBeforeFusion();
        Long after = report.bytesAfterFusion();
        if (before == null || after == null || before == 0) {
            return "-";
        }
        return String.format(Locale.ROOT, "-%.0f %%", 100.0 * (before - after) / before);
    }

    private static boolean isFinal(ExecutablePhase phase) {
        return phase == ExecutablePhase.Ready || phase == ExecutablePhase.Failed;
    }

    private void tell(String variant, Executable executable, ExecutableStatus status) {
        if (status.phase() == ExecutablePhase.Failed) {
            failed++;
            console.bad(variant + " failed to compile: " + status.reason() + ": " + status.message());
            return;
        }
        ReportSummary report = status.report();
        if (report == null) {
            failed++;
            console.bad(variant + " is ready without a report: "
                    + executable.getMetadata().getName());
            return;
        }
        console.good(String.format(
                Locale.ROOT,
                "%-8s key %s  %9s  compiled in %s  %s per device  bytes %s → %s (%s by fusion)  %d kernels",
                variant,
                Figures.shortHex(status.executableKey()),
                Figures.bytes(status.bytes()),
                Figures.seconds(report.compileSeconds()),
                Figures.flops(report.flops()),
                Figures.bytes(report.bytesBeforeFusion()),
                Figures.bytes(report.bytesAfterFusion()),
                fusionGain(report),
                report.kernels()));
    }
}
