package dev.regauge.scheduler.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of a pool.
 *
 * @param chips of the profile's extended resource
 * @param healthy ready, not cordoned, not quarantined
 * @param topology values of the pool's topology labels, the widest domain first; hosts are ranked by it. In a carved v5p pool it is pod, x, y, z,
 *     the coordinates being those of the host's first chip
 * @param slice the provider's slice that the host belongs to, where slices are fixed
 */
public record Host(
        String node,
        String pool,
        int chips,
        boolean healthy,
        List<String> topology,
        @Nullable FixedSlice slice) {
    public Host {
        if (chips < 0) {
            throw new IllegalArgumentException("host " + node + " has " + chips + " chips; allowed: 0 and above");
        }
        topology = List.copyOf(topology);
    }

    public Host(String node, String pool, int chips, boolean healthy, List<String> topology) {
        this(node, pool, chips, healthy, topology, null);
    }

    /** A slice that exists as such: all its hosts are used together or not at all. Shape like {@code 2x2x4}, in chips. */
    public record FixedSlice(String name, String shape) {}
}
