package dev.regauge.operator.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * When too much vanishes at once, the fault is more likely ours than the fleet's: for two periods nothing is judged lost. What is still gone then is
 * believed.
 */
public final class Sight {
    private static final int FEW = 2;
    private static final int SHARE = 10;

    private final Duration period;
    private final Map<String, Instant> vanished = new HashMap<>();
    private Instant blindUntil = Instant.EPOCH;
    private boolean armed = true;

    /** {@code period}: within which vanishing counts as at once. */
    public Sight(Duration period) {
        this.period = period;
    }

    /**
     * @param known every node that there was or is
     * @param away those of them that are gone, not ready, or silent
     */
    public synchronized boolean blind(Set<String> known, Set<String> away, Instant now) {
        vanished.keySet().retainAll(away);
        away.forEach(node -> vanished.putIfAbsent(node, now));
        Set<String> recent = new HashSet<>();
        vanished.forEach((node, since) -> {
            if (now.isBefore(since.plus(period.multipliedBy(2)))) {
                recent.add(node);
            }
        });
        boolean many = recent.size() > Math.max(FEW, Math.ceilDiv(known.size(), SHARE));
        if (many && armed) {
            armed = false;
            blindUntil = now.plus(period.multipliedBy(2));
        }
        if (recent.isEmpty()) {
            armed = true;
        }
        return now.isBefore(blindUntil);
    }
}
