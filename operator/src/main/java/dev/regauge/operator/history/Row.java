package dev.regauge.operator.history;

import org.hibernate.StatelessSession;

/** One row, whole; the newest under a key wins. Writing one twice is the same as writing it once. */
interface Row {
    /** Of the row among those of all tables. */
    String key();

    default void store(StatelessSession session) {
        session.upsert(this);
    }
}
