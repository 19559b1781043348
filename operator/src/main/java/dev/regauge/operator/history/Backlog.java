package dev.regauge.operator.history;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows that wait for the database: the newest of each key, and not more than there is room for; the oldest go first. */
final class Backlog {
    private final int room;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    Backlog(int room) {
        this.room = room;
    }

    synchronized void add(List<Row> newest) {
        for (Row row : newest) {
            String key = row.key();
            rows.remove(key);
            rows.put(key, row);
        }
        Iterator<Row> oldest = rows.values().iterator();
        while (rows.size() > room) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Takes some out, the oldest first. */
    synchronized List<Row> take(int most) {
        List<Row> taken = new ArrayList<>();
        Iterator<Row> oldest = rows.values().iterator();
        while (oldest.hasNext() && taken.size() < most) {
            taken.add(oldest.next());
            oldest.remove();
        }
        return taken;
    }

    /** Puts back what could not be written, unless something newer is there by now. */
    synchronized void putBack(List<Row> unwritten) {
        Map<String, Row> all = new LinkedHashMap<>();
        unwritten.forEach(row -> all.put(row.key(), row));
        all.putAll(rows);
        rows.clear();
        rows.putAll(all);
    }
}
