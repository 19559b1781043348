package dev.regauge.compileservice.status;

import dev.regauge.compileservice.decide.Decide;
import dev.regauge.compileservice.decide.Decision;
import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import dev.regauge.compileservice.index.IndexEntry;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.ReportSummary;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next status of an Executable. */
public final class Statuses {
    private static final String READY = "Ready";

    private Statuses() {}

    /** An Executable that nobody has looked at yet. */
    public static ExecutableStatus fresh() {
        return new ExecutableStatus(
                null,
                ExecutablePhase.Pending,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                0,
                List.of());
    }

    /** The same with what is known of the spec; every other change starts from this. */
    public static ExecutableStatus seen(ExecutableStatus old, @Nullable Long generation, @Nullable String requestKey) {
        return new ExecutableStatus(
                generation,
                old.phase() == null ? ExecutablePhase.Pending : old.phase(),
                old.reason(),
                old.message(),
                requestKey,
                old.executableKey(),
                old.digest(),
                old.bytes(),
                old.attempt(),
                old.pod(),
                old.outcome(),
                old.report(),
                old.startTime(),
                old.readyTime(),
                old.users(),
                old.conditions());
    }

    /** A try is about to get its pod. */
    public static ExecutableStatus begun(ExecutableStatus old, Decision.Begin begin, Instant now) {
        Draft next = new Draft(old);
        next.phase = ExecutablePhase.Compiling;
        next.attempt = begin.attempt();
        next.pod = null;
        next.startTime = old.startTime() == null ? time(now) : old.startTime();
        String before = old.outcome() == null ? "" : ", after " + old.outcome();
        return next.with(
                Reason.Compiling, "try " + begin.attempt() + " of " + Decide.MOST_TRIES + " begins" + before, now);
    }

    /** The try's pod was seen. */
    public static ExecutableStatus following(ExecutableStatus old, Decision.Follow follow, String pod, Instant now) {
        Draft next = new Draft(old);
        next.pod = pod;
        String attempt = "try " + old.attempt() + " of " + Decide.MOST_TRIES + ": ";
        return next.with(Reason.Compiling, attempt + follow.message(), now);
    }

    /** The try's pod was not let in: back into the queue, as if the try had not begun. */
    public static ExecutableStatus refused(ExecutableStatus old, String message, Instant now) {
        Draft next = new Draft(old);
        next.phase = ExecutablePhase.Pending;
        next.attempt = old.attempt() - 1;
        next.pod = null;
        next.outcome = Outcome.PodRefused.name();
        return next.with(Reason.CompileQueued, message, now);
    }

    /** It waits for a slot. */
    public static ExecutableStatus queued(ExecutableStatus old, Decision.Queue queue, Instant now) {
        Draft next = new Draft(old);
        next.phase = ExecutablePhase.Pending;
        next.pod = null;
        next.outcome = name(queue.outcome(), old.outcome());
        return next.with(queue.reason(), queue.message(), now);
    }

    /** Its bundle is there. */
    public static ExecutableStatus ready(ExecutableStatus old, IndexEntry entry, ReportSummary report, Instant now) {
        Draft next = new Draft(old);
        next.phase = ExecutablePhase.Ready;
        next.pod = null;
        next.executableKey = entry.executableKey();
        next.digest = entry.bundleDigest();
        next.bytes = entry.bytes();
        next.outcome = Outcome.Compiled.name();
        next.report = report;
        next.readyTime = time(now);
        String how = old.attempt() == 0
                ? "the namespace already had a bundle for this request"
                : "compiled in try " + old.attempt();
        return next.with(Reason.CompiledReady, how, now);
    }

    /** It will never be there. */
    public static ExecutableStatus failed(ExecutableStatus old, Decision.Fail fail, Instant now) {
        Draft next = new Draft(old);
        next.phase = ExecutablePhase.Failed;
        next.pod = null;
        next.outcome = name(fail.outcome(), old.outcome());
        if (fail.need() != null) {
            next.report = doesNotFit(fail.need());
        }
        return next.with(fail.reason(), fail.message(), now);
    }

    private static ReportSummary doesNotFit(TryState.Need need) {
        return new ReportSummary(
                null, null, null, null, null, null, null, null, null, null, need.needBytes(), need.limitBytes(), false);
    }

    private static @Nullable String name(@Nullable Outcome outcome, @Nullable String otherwise) {
        return outcome == null ? otherwise : outcome.name();
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A status being changed field by field; `with` finishes it. */
    private static final class Draft {
        private final ExecutableStatus old;
        private ExecutablePhase phase;
        private @Nullable String executableKey;
        private @Nullable String digest;
        private @Nullable Long bytes;
        private int attempt;
        private @Nullable String pod;
        private @Nullable String outcome;
        private @Nullable ReportSummary report;
        private @Nullable String startTime;
        private @Nullable String readyTime;

        Draft(ExecutableStatus old) {
            this.old = old;
            this.phase = old.phase();
            this.executableKey = old.executableKey();
            this.digest = old.digest();
            this.bytes = old.bytes();
            this.attempt = old.attempt();
            this.pod = old.pod();
            this.outcome = old.outcome();
            this.report = old.report();
            this.startTime = old.startTime();
            this.readyTime = old.readyTime();
        }

        ExecutableStatus with(Reason reason, String message, Instant now) {
            return new ExecutableStatus(
                    old.observedGeneration(),
                    phase,
                    reason.name(),
                    message,
                    old.requestKey(),
                    executableKey,
                    digest,
                    bytes,
                    attempt,
                    pod,
                    outcome,
                    report,
                    startTime,
                    readyTime,
                    old.users(),
                    List.of(condition(reason, message, now)));
        }

        private Condition condition(Reason reason, String message, Instant now) {
            String value =
                    switch (phase) {
                        case Pending, Compiling -> "Unknown";
                        case Ready -> "True";
                        case Failed -> "False";
                    };
            String since = old.conditions().stream()
                    .filter(c -> c.getType().equals(READY) && c.getStatus().equals(value))
                    .map(Condition::getLastTransitionTime)
                    .findFirst()
                    .orElse(time(now));
            return new ConditionBuilder()
                    .withType(READY)
                    .withStatus(value)
                    .withReason(reason.name())
                    .withMessage(message)
                    .withLastTransitionTime(since)
                    .withObservedGeneration(old.observedGeneration())
                    .build();
        }
    }
}
