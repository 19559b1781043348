package dev.regauge.compileservice.decide;

import dev.regauge.crds.v1alpha1.Reason;
import org.jspecify.annotations.Nullable;

/** What to write into status, and which pod to have afterwards. */
public sealed interface Decision {
    /** Final already: nothing to write. */
    record Settled() implements Decision {}

    /** The bundle is in the index. */
    record Finish() implements Decision {}

    /** It will never compile. `outcome` is null where no pod was needed to know that. */
    record Fail(Reason reason, @Nullable Outcome outcome, String message, TryState.@Nullable Need need)
            implements Decision {}

    /** In the queue; no pod. `reason` is the last try's where there was one. */
    record Queue(Reason reason, @Nullable Outcome outcome, String message) implements Decision {}

    /** Record try `attempt` as begun, then create its pod. */
    record Begin(int attempt) implements Decision {}

    /** Try `attempt` is recorded as begun but its pod was never seen: create it if it is absent. */
    record Create(int attempt) implements Decision {}

    /** The pod is at it. */
    record Follow(String message) implements Decision {}
}
