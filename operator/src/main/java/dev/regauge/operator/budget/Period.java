package dev.regauge.operator.budget;

import java.time.Instant;

/** One of the periods of equal length that follow each other from 1970-01-01T00:00:00Z on. */
public record Period(Instant begins, Instant ends) {
    static Period at(Instant now, long seconds) {
        long begins = Math.floorDiv(now.getEpochSecond(), seconds) * seconds;
        return new Period(Instant.ofEpochSecond(begins), Instant.ofEpochSecond(begins + seconds));
    }

    boolean holds(Period other) {
        return !other.begins.isBefore(begins) && !other.ends.isAfter(ends);
    }
}
