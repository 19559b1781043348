package dev.regauge.compileservice.decide;

/** What the spec asks for. */
public sealed interface Asked {
    /** Something that has a key. */
    record Keyed(String requestKey) implements Asked {}

    /** Something that cannot be compiled; the message names field, value and what is allowed. */
    record Refused(String message) implements Asked {}
}
