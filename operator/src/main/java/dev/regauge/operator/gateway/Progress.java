package dev.regauge.operator.gateway;

import dev.regauge.operator.gateway.wire.Heartbeat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which news in a heartbeat is worth a pass of its own. Steps and losses are not: they reach status at their own pace. */
final class Progress {
    private Progress() {}

    static boolean newStage(Optional<Heartbeat> before, Heartbeat now) {
        if (before.isEmpty()) {
            return true;
        }
        Heartbeat last = before.get();
        return now.stepped() != last.stepped()
                || !equal(last.restored(), now.restored())
                || !equal(last.fence(), now.fence())
                || !equal(last.fencedBy(), now.fencedBy())
                || !equal(last.lastCommit(), now.lastCommit());
    }

    private static boolean equal(@Nullable Object one, @Nullable Object other) {
        return Objects.equals(one, other);
    }
}
