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
        boolean firstStep = now.step() > restoredStep(now) && last.step() <= restoredStep(last);
        return firstStep
                || !equal(last.restored(), now.restored())
                || !equal(last.fence(), now.fence())
                || !equal(last.fencedBy(), now.fencedBy())
                || !equal(last.lastCommit(), now.lastCommit());
    }

    private static long restoredStep(Heartbeat beat) {
        Heartbeat.Commit restored = beat.restored();
        return restored == null ? 0 : restored.step();
    }

    private static boolean equal(@Nullable Object one, @Nullable Object other) {
        return Objects.equals(one, other);
    }
}
