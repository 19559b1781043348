package dev.regauge.operator.history;

import dev.regauge.operator.gateway.wire.Heartbeat;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** One optimizer step of one epoch as rank 0 reported it. */
@Entity
@Table(name = "step")
public class StepRow implements Row {
    @EmbeddedId
    StepKey id;

    @Nullable
    Double loss;

    @Nullable
    Double gradNorm;

    @Nullable
    Double updateNorm;

    @Nullable
    String batchDigest;

    @Nullable
    Double seconds;

    /** The step's key. */
    @Embeddable
    public record StepKey(String jobUid, long epoch, long step) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected StepRow() {}

    StepRow(String jobUid, long epoch, Heartbeat.Step made) {
        id = new StepKey(jobUid, epoch, made.step());
        loss = made.loss();
        gradNorm = made.gradNorm();
        updateNorm = made.updateNorm();
        batchDigest = made.batchDigest();
        seconds = made.seconds();
    }

    @Override
    public String key() {
        return "step/" + id;
    }
}
