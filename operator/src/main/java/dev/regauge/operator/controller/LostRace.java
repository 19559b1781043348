package dev.regauge.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A pass that was decided on an older version of its object than there is; what is newer is on its way here, and the pass is made again then. */
final class LostRace {
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private LostRace() {}

    /** What the write gave; empty where somebody else wrote, or deleted, in between. */
    static <T> Optional<T> unlessLost(Supplier<T> write) {
        try {
            return Optional.of(write.get());
        } catch (KubernetesClientException e) {
            boolean lost =
                    e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
            if (!lost) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** For a pass that only writes. */
    static <P extends HasMetadata> UpdateControl<P> unlessLost(Runnable write) {
        return LostRace.<UpdateControl<P>>unlessLost(() -> {
                    write.run();
                    return UpdateControl.noUpdate();
                })
                .orElseGet(LostRace::again);
    }

    static <P extends HasMetadata> UpdateControl<P> again() {
        return UpdateControl.<P>noUpdate().rescheduleAfter(AT_ONCE);
    }
}
