package dev.regauge.operator.history;

import dev.regauge.operator.gateway.wire.Heartbeat;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.StatelessSession;

/** Cumulative seconds of one member in one epoch by what they were spent on. */
@Entity
@Table(name = "ledger_interval")
public class LedgerRow implements Row {
    /** A heartbeat that was late must not take seconds back, so the larger one stays. */
    private static final String LARGER = """
            insert into ledger_interval (job_uid, epoch, pod, instance, bucket, seconds)
            values (:jobUid, :epoch, :pod, :instance, :bucket, :seconds)
            on conflict (job_uid, epoch, pod, instance, bucket)
            do update set seconds = greatest(ledger_interval.seconds, excluded.seconds)
            """;

    @EmbeddedId
    LedgerKey id;

    double seconds;

    /** {@code bucket}: what the seconds were spent on. */
    @Embeddable
    public record LedgerKey(String jobUid, long epoch, String pod, String instance, String bucket) {}

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected LedgerRow() {}

    LedgerRow(Heartbeat beat, String bucket, double seconds) {
        this.id = new LedgerKey(beat.jobUid(), beat.epoch(), beat.pod(), beat.instance(), bucket);
        this.seconds = seconds;
    }

    @Override
    public String key() {
        return "ledger_interval/" + id;
    }

    @Override
    public void store(StatelessSession session) {
        session.createNativeMutationQuery(LARGER)
                .setParameter("jobUid", id.jobUid())
                .setParameter("epoch", id.epoch())
                .setParameter("pod", id.pod())
                .setParameter("instance", id.instance())
                .setParameter("bucket", id.bucket())
                .setParameter("seconds", seconds)
                .executeUpdate();
    }
}
