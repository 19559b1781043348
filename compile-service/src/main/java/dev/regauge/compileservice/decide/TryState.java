package dev.regauge.compileservice.decide;

import org.jspecify.annotations.Nullable;

/** What is known of the pod of the try that status names. */
public sealed interface TryState {
    /** There is no such pod. */
    record Absent() implements TryState {}

    /** The pod is there and may still come to something. */
    record Alive(String node, String doing) implements TryState {}

    /** The try is over; nothing that the pod still does counts. */
    record Ended(Outcome outcome, String message, @Nullable Need need) implements TryState {
        public Ended(Outcome outcome, String message) {
            this(outcome, message, null);
        }
    }

    /** Device memory of one chip, in bytes: what a program that does not fit would need, and what there is. */
    record Need(long needBytes, long limitBytes) {}
}
