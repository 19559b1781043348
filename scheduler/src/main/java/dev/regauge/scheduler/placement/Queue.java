package dev.regauge.scheduler.placement;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use what.
 *
 * @param namespaces whose jobs may name this queue; {@code *} = all
 * @param shares by profile; a profile that is not listed has no guarantee and no maximum
 * @param weight relative claim on what nobody is guaranteed; at least 1
 * @param maxPriority highest priority of its jobs
 * @param takesTurns running jobs make room for jobs of the same queue and band that have far less to do, or have waited too long
 */
public record Queue(
        String name,
        Set<String> namespaces,
        Map<String, Share> shares,
        int weight,
        int maxPriority,
        @Nullable Budget budget,
        boolean takesTurns) {
    public Queue {
        if (weight < 1) {
            throw new IllegalArgumentException("queue " + name + " has weight " + weight + "; allowed: 1 and above");
        }
        namespaces = Set.copyOf(namespaces);
        shares = Map.copyOf(shares);
    }

    public boolean admits(String namespace) {
        return namespaces.contains("*") || namespaces.contains(namespace);
    }

    public boolean guaranteesAnything() {
        return shares.values().stream().anyMatch(share -> share.guaranteed() > 0);
    }

    /** Chips of one profile: what the queue can always get back, and the most it may use. */
    public record Share(int guaranteed, int maximum) {
        public static final int UNLIMITED = Integer.MAX_VALUE;

        public Share {
            if (guaranteed < 0 || maximum < guaranteed) {
                throw new IllegalArgumentException("share is guaranteed " + guaranteed + ", maximum " + maximum
                        + "; allowed: 0 ≤ guaranteed ≤ maximum");
            }
        }
    }

    /**
     * Money per period. Whoever runs goes on when it is spent.
     *
     * @param spentUsd in the current period
     * @param periodEnds when another period begins, of which the engine is told then
     */
    public record Budget(double usd, double spentUsd, Instant periodEnds) {
        public boolean exhausted() {
            return spentUsd >= usd;
        }
    }
}
