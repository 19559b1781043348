package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.Evidence;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A fact behind the end of an attempt. */
@Entity
@Table(name = "failure")
public class FailureRow implements Row {
    @EmbeddedId
    FactKey id;

    String what;

    @Nullable
    String pod;

    @Nullable
    String node;

    @Nullable
    String detail;

    Instant at;

    /** {@code ordinal}: among the facts of the attempt. */
    @Embeddable
    public record FactKey(String jobUid, long epoch, int ordinal) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected FailureRow() {}

    FailureRow(String jobUid, long epoch, int ordinal, Evidence fact) {
        id = new FactKey(jobUid, epoch, ordinal);
        what = fact.what();
        pod = fact.pod();
        node = fact.node();
        detail = fact.detail();
        at = Instant.parse(fact.time());
    }

    @Override
    public String key() {
        return "failure/" + id;
    }
}
