package dev.regauge.operator.gateway.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

public record Commands(List<Command> commands) {
    public record Command(
            long id,
            Type type,
            @Nullable Long epoch,
            @Nullable Double deadlineSeconds) {}

    public enum Type {
        Greet,
        Save,
        Drain,
        Stop,
        DumpStacks,
        Exit
    }
}
