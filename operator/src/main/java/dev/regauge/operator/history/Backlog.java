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
        makeRoom();
    }

    private void makeRoom() {
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

    /** Adds what is older than all that is there: of a key that is there already the newer row stays. */
    synchronized void addOlder(List<Row> older) {
        Map<String, Row> all = new LinkedHashMap<>();
        older.forEach(row -> all.put(row.key(), row));
        all.putAll(rows);
        rows.clear();
        rows.putAll(all);
        makeRoom();
    }
}
