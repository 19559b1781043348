package dev.regauge.scheduler.placement.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What each queue used lately and uses now, in money per hour, for its weight. The past is an average that forgets by halves, so that a queue that had
 * the fleet to itself lets others go first for a while but not for ever; the present counts as much, so that a burst does not take everything before
 * the average has noticed. What is used is chips at their pool's price: no number from a tenant's code is in it.
 */
public final class FairShares {
    /** A day: whoever had the fleet over night is not first in the morning, and a week's holiday forgets (1/128) what was before it. */
    public static final Duration HALF_LIFE = Duration.ofHours(24);

    /** The average moves in steps of this: 0.05 % of a half-life, less than any job lasts that matters. */
    private static final Duration TICK = Duration.ofMinutes(1);

    private final Map<String, Long> rate = new HashMap<>();
    private final Map<String, Double> average = new HashMap<>();
    private final Map<String, Integer> weight = new HashMap<>();
    private long ticks = Long.MIN_VALUE;

    public void weigh(String queue, int newWeight) {
        weight.put(queue, newWeight);
    }

    public void forget(String queue) {
        weight.remove(queue);
        average.remove(queue);
    }

    /** The average as another engine had it. */
    public void remember(String queue, double microUsdPerHour) {
        average.put(queue, microUsdPerHour);
    }

    /** {@code by} more is used from now on. */
    public void use(String queue, long by) {
        rate.merge(queue, by, Long::sum);
    }

    /** True = some averages are others than before. To be called before what happened by {@code now} is booked: until then the old use went on. */
    public boolean advance(Instant now) {
        long tick = Math.floorDiv(now.getEpochSecond(), TICK.toSeconds());
        if (ticks == Long.MIN_VALUE || tick <= ticks) {
            ticks = Math.max(ticks, tick);
            return false;
        }
        double kept = StrictMath.pow(0.5, (double) (tick - ticks) * TICK.toSeconds() / HALF_LIFE.toSeconds());
        ticks = tick;
        Set<String> queues = new HashSet<>(rate.keySet());
        queues.addAll(average.keySet());
        for (String queue : queues) {
            double used = rate.getOrDefault(queue, 0L);
            double before = average.getOrDefault(queue, 0.0);
            double after = used + (before - used) * kept;
            if (after >= 1) {
                average.put(queue, after);
            } else {
                average.remove(queue);
            }
        }
        return true;
    }

    /** Smaller goes first. */
    public double of(String queue) {
        return (average.getOrDefault(queue, 0.0) + rate.getOrDefault(queue, 0L)) / weight.getOrDefault(queue, 1);
    }

    /** Micro-USD per hour by queue. */
    public Map<String, Double> averages() {
        return Map.copyOf(average);
    }
}
