package dev.regauge.operator.history;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Writes many rows in one transaction, and one at a time where the database does not take what one of them says: that one is left out. */
final class Batches {
    private static final Logger LOG = Logger.getLogger(Batches.class);
    /** Data exceptions and broken constraints (PostgreSQL, appendix A). */
    private static final Set<String> REFUSALS = Set.of("22", "23");

    private final Consumer<List<Row>> transaction;

    Batches(Consumer<List<Row>> transaction) {
        this.transaction = transaction;
    }

    /** Throws what the transaction throws when the database is away; then all of the rows are to be written again. */
    void write(List<Row> rows) {
        try {
            transaction.accept(rows);
        } catch (RuntimeException e) {
            if (!refused(e)) {
                throw e;
            }
            rows.forEach(this::writeUnlessRefused);
        }
    }

    private void writeUnlessRefused(Row row) {
        try {
            transaction.accept(List.of(row));
        } catch (RuntimeException e) {
            if (!refused(e)) {
                throw e;
            }
            LOG.errorf("history leaves out %s: %s", row.key(), e.getMessage());
        }
    }

    private static boolean refused(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5
                    && REFUSALS.contains(sql.getSQLState().substring(0, 2))) {
                return true;
            }
        }
        return false;
    }
}
