package dev.regauge.crds.generate;

import static dev.regauge.crds.generate.Column.number;
import static dev.regauge.crds.generate.Column.since;
import static dev.regauge.crds.generate.Column.text;

import java.util.List;
import java.util.Map;

/** The columns of each kind, in the order in which kubectl prints them after NAME. Titles have no blanks: people cut by fields. */
final class Columns {
    private static final Column AGE = since("AGE", ".metadata.creationTimestamp");

    static final Map<String, List<Column>> OF_KIND = Map.of(
            "TrainingJob",
            List.of(
                    text("VARIANT", ".status.variant"),
                    number("CHIPS", ".status.chips"),
                    text("QUEUE", ".spec.queue"),
                    text("STATUS", ".status.status"),
                    text("REASON", ".status.reason"),
                    number("STEP", ".status.step"),
                    text("GOODPUT", ".status.goodput"),
                    text("ETA", ".status.etaTime").onlyWide(),
                    since("LASTCKPT", ".status.lastCommitTime").onlyWide(),
                    number("RESTARTS", ".status.restarts").onlyWide(),
                    text("COST/H", ".status.costPerHour").onlyWide(),
                    number("EPOCH", ".status.epoch").onlyWide(),
                    AGE),
            "Executable",
            List.of(
                    text("PROFILE", ".spec.target.profile"),
                    number("HOSTS", ".spec.target.hosts"),
                    number("CHIPS/HOST", ".spec.target.chipsPerHost"),
                    text("PHASE", ".status.phase"),
                    text("REASON", ".status.reason"),
                    text("FLOPS", ".status.report.flops"),
                    number("BYTES-BEFORE", ".status.report.bytesBeforeFusion"),
                    number("BYTES-AFTER", ".status.report.bytesAfterFusion"),
                    text("COMPILE-S", ".status.report.compileSeconds"),
                    text("STEP-S", ".status.report.predictedStepSeconds").onlyWide(),
                    number("NEED", ".status.report.needBytes").onlyWide(),
                    number("LIMIT", ".status.report.limitBytes").onlyWide(),
                    number("USERS", ".status.users").onlyWide(),
                    text("KEY", ".status.requestKey").onlyWide(),
                    text("DIGEST", ".status.digest").onlyWide(),
                    since("AGE", ".metadata.creationTimestamp").onlyWide()),
            "TrainingAttempt",
            List.of(
                    number("EPOCH", ".spec.epoch"),
                    text("VARIANT", ".spec.variant"),
                    text("PHASE", ".status.phase"),
                    text("REASON", ".status.reason"),
                    number("RESTORED", ".status.restored.step"),
                    number("STEP", ".status.step"),
                    text("POOL", ".spec.pool").onlyWide(),
                    text("FAILURE", ".status.failureClass").onlyWide(),
                    number("COMPILES", ".status.backendCompiles").onlyWide(),
                    text("PLACED", ".spec.placementReason").onlyWide(),
                    AGE),
            "AcceleratorPool",
            List.of(
                    text("PROFILE", ".spec.profile"),
                    number("HOSTS", ".status.hosts"),
                    number("CHIPS", ".status.chips"),
                    number("FREE", ".status.free"),
                    number("UNHEALTHY", ".status.unhealthy"),
                    text("USD/CHIP-H", ".spec.usdPerChipHour"),
                    number("ALLOCATED", ".status.allocated").onlyWide(),
                    text("LARGEST", ".status.largestFreeSlice").onlyWide(),
                    number("TERM", ".status.term").onlyWide(),
                    AGE),
            "JobQueue",
            List.of(
                    number("RUNNING", ".status.running"),
                    number("WAITING", ".status.waiting"),
                    number("WEIGHT", ".spec.weight"),
                    text("SPENT-USD", ".status.spent.usd"),
                    text("BUDGET-USD", ".spec.budget.usd").onlyWide(),
                    AGE),
            "HardwareProfile",
            List.of(
                    text("PLATFORM", ".spec.platform"),
                    text("CHIP", ".spec.chip.name"),
                    number("CHIPS/HOST", ".spec.host.chips"),
                    text("RESOURCE", ".spec.resourceName"),
                    number("HBM", ".spec.chip.hbmBytes").onlyWide(),
                    text("IMAGE", ".spec.runtimeImage").onlyWide(),
                    AGE));

    private Columns() {}
}
