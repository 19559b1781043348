package dev.regauge.operator.gateway.wire;

import org.jspecify.annotations.Nullable;

public record HelloAnswer(
        State state,
        long epoch,
        @Nullable Assignment assignment,
        @Nullable String message) {
    public enum State {
        NoAttempt,
        Greet,
        Waiting,
        Assigned,
        Exit
    }

    public static HelloAnswer of(State state, long epoch, String message) {
        return new HelloAnswer(state, epoch, null, message);
    }
}
