package dev.regauge.fleet.artifacts;

/**
 * One line of the doctor's.
 *
 * @param detail where it is, or what is wrong
 * @param cure the command that puts it right; empty when nothing is wrong
 */
public record Finding(String subject, State state, String detail, String cure) {
    public enum State {
        READY,
        /** Absent now, but {@code up} brings it by itself. */
        WILL_BE_FETCHED,
        MISSING
    }
}
