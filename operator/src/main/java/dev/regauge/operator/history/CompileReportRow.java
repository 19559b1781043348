package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An executable with its report. */
@Entity
@Table(name = "compile_report")
public class CompileReportRow implements Row {
    @EmbeddedId
    ExecutableName id;

    @Nullable
    String requestKey;

    @Nullable
    String executableKey;

    @Nullable
    String digest;

    String profile;
    String phase;

    @Nullable
    String reason;

    int tries;

    @Nullable
    Instant readyAt;

    @Nullable
    @JdbcTypeCode(SqlTypes.JSON)
    String report;

    /** Where the executable is found. */
    @Embeddable
    public record ExecutableName(String namespace, String executable) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected CompileReportRow() {}

    CompileReportRow(Executable executable, ExecutableStatus status) {
        id = new ExecutableName(
                executable.getMetadata().getNamespace(),
                executable.getMetadata().getName());
        requestKey = status.requestKey();
        executableKey = status.executableKey();
        digest = status.digest();
        profile = executable.getSpec().target().profile();
        phase = status.phase().name();
        reason = status.reason();
        tries = status.attempt();
        readyAt = status.readyTime() == null ? null : Instant.parse(status.readyTime());
        report = status.report() == null ? null : Serialization.asJson(status.report());
    }

    @Override
    public String key() {
        return "compile_report/" + id;
    }
}
