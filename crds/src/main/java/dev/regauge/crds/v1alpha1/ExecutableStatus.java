package dev.regauge.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the compile went. */
public record ExecutableStatus(
        @Nullable Long observedGeneration,
        ExecutablePhase phase,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String requestKey,
        @Nullable String executableKey,
        @Nullable String digest,
        @Nullable Long bytes,
        int attempt,
        @Nullable String pod,
        @Nullable String outcome,
        @Nullable ReportSummary report,
        @Nullable String startTime,
        @Nullable String readyTime,
        int users,
        List<Condition> conditions) {
    public ExecutableStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
