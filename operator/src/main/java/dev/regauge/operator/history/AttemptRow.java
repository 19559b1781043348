package dev.regauge.operator.history;

import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An attempt as its status says. */
@Entity
@Table(name = "attempt")
public class AttemptRow implements Row {
    @EmbeddedId
    AttemptKey id;

    String namespace;
    String job;
    String variant;
    String profile;
    String pool;
    int chips;
    String phase;

    @Nullable
    String reason;

    @Nullable
    String message;

    @Nullable
    String failureClass;

    Instant createdAt;

    @Nullable
    Instant placedAt;

    @Nullable
    Instant assignedAt;

    @Nullable
    Instant firstStepAt;

    @Nullable
    Instant endedAt;

    @Nullable
    Long restoredEpoch;

    @Nullable
    Long restoredStep;

    @Nullable
    Long commitEpoch;

    @Nullable
    Long commitStep;

    @Nullable
    Long step;

    @Nullable
    Double productiveSeconds;

    @Nullable
    Double heldSeconds;

    @Nullable
    Integer backendCompiles;

    /** The attempt's key. */
    @Embeddable
    public record AttemptKey(String jobUid, long epoch) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected AttemptRow() {}

    AttemptRow(TrainingAttempt attempt, TrainingAttemptStatus status) {
        TrainingAttemptSpec spec = attempt.getSpec();
        AttemptTimings times = Optional.ofNullable(status.timings()).orElseGet(AttemptTimings::none);
        id = new AttemptKey(spec.job().uid(), spec.epoch());
        namespace = attempt.getMetadata().getNamespace();
        job = spec.job().name();
        variant = spec.variant();
        profile = spec.profile();
        pool = spec.pool();
        chips = spec.members().size() * spec.chipsPerHost();
        phase = status.phase().name();
        reason = status.reason();
        message = status.message();
        failureClass = status.failureClass();
        createdAt = Instant.parse(attempt.getMetadata().getCreationTimestamp());
        placedAt = time(times.placed());
        assignedAt = time(times.assigned());
        firstStepAt = time(times.firstStep());
        endedAt = time(times.ended());
        CommitRef restored = status.restored();
        restoredEpoch = restored == null ? null : (Long) restored.epoch();
        restoredStep = restored == null ? null : (Long) restored.step();
        CommitRef commit = status.lastCommit();
        commitEpoch = commit == null ? null : (Long) commit.epoch();
        commitStep = commit == null ? null : (Long) commit.step();
        step = status.step();
        productiveSeconds = number(status.productiveSeconds());
        heldSeconds = number(status.heldSeconds());
        backendCompiles = status.backendCompiles();
    }

    @Override
    public String key() {
        return "attempt/" + id;
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable Double number(@Nullable String text) {
        return text == null ? null : Double.valueOf(text);
    }
}
