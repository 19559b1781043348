package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.placement.shape.Spot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host as the fleet knows it, and where it is on its pool's grounds. One object per host, so that nothing is looked up by name twice. */
final class Berth {
    static final int NOWHERE = -1;

    private Host host;
    private boolean free;
    /** In the {@link Row} of its pool and size, set when that is laid out. */
    int position = NOWHERE;
    /** In the {@link Seats} of its pool. */
    int seat = NOWHERE;
    /** In the {@link Slices} of its pool. */
    int inSlices = NOWHERE;

    private final @Nullable Spot spot;

    Berth(Host host) {
        this.host = host;
        this.spot = Spot.read(host.topology()).orElse(null);
    }

    /** In a pod; null = its topology names none. */
    @Nullable
    Spot spot() {
        return spot;
    }

    Host host() {
        return host;
    }

    /** Healthy, and nobody has a chip of it. */
    boolean free() {
        return free;
    }

    void free(boolean isFree) {
        free = isFree;
    }

    /** Whether what is newly seen lies where this one lies, so that nothing has to be laid out anew. */
    boolean staysWith(Host seen) {
        return host.pool().equals(seen.pool())
                && host.chips() == seen.chips()
                && host.topology().equals(seen.topology())
                && Objects.equals(host.slice(), seen.slice());
    }

    void seen(Host newest) {
        host = newest;
    }
}
