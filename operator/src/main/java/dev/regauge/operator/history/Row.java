package dev.regauge.operator.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row, whole; the newest under a key wins.
 *
 * @param key of the row within its table
 */
record Row(Table table, String key, List<@Nullable Object> values) {
    /** The tables and the statement that writes one row twice as well as once. */
    enum Table {
        ATTEMPT("""
                insert into attempt (job_uid, epoch, namespace, job, variant, profile, pool, chips, phase, reason, message,
                  failure_class, created_at, placed_at, assigned_at, first_step_at, ended_at, restored_epoch, restored_step,
                  commit_epoch, commit_step, step, productive_seconds, held_seconds, backend_compiles)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (job_uid, epoch) do update set phase = excluded.phase, reason = excluded.reason,
                  message = excluded.message, failure_class = excluded.failure_class, placed_at = excluded.placed_at,
                  assigned_at = excluded.assigned_at, first_step_at = excluded.first_step_at, ended_at = excluded.ended_at,
                  restored_epoch = excluded.restored_epoch, restored_step = excluded.restored_step,
                  commit_epoch = excluded.commit_epoch, commit_step = excluded.commit_step, step = excluded.step,
                  productive_seconds = excluded.productive_seconds, held_seconds = excluded.held_seconds,
                  backend_compiles = excluded.backend_compiles
                """),
        FAILURE("""
                insert into failure (job_uid, epoch, ordinal, what, pod, node, detail, at) values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (job_uid, epoch, ordinal) do nothing
                """),
        STEP("""
                insert into step (job_uid, epoch, step, loss, grad_norm, update_norm, batch_digest, seconds)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (job_uid, epoch, step) do nothing
                """),
        COMPILE_REPORT("""
                insert into compile_report (namespace, executable, request_key, executable_key, digest, profile, phase, reason,
                  tries, ready_at, report) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict (namespace, executable) do update set request_key = excluded.request_key,
                  executable_key = excluded.executable_key, digest = excluded.digest, phase = excluded.phase,
                  reason = excluded.reason, tries = excluded.tries, ready_at = excluded.ready_at, report = excluded.report
                """),
        LEDGER_INTERVAL("""
                insert into ledger_interval (job_uid, epoch, pod, instance, bucket, seconds) values (?, ?, ?, ?, ?, ?)
                on conflict (job_uid, epoch, pod, instance, bucket)
                do update set seconds = greatest(ledger_interval.seconds, excluded.seconds)
                """);

        private final String upsert;

        Table(String upsert) {
            this.upsert = upsert;
        }

        String upsert() {
            return upsert;
        }
    }
}
