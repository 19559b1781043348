package dev.regauge.scheduler.placement.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

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

    /** Of one queue; one object, since it is asked with every event. */
    private static final class Account {
        private long rate;
        private double average;
        private int weight = 1;
    }

    private final Map<String, Account> accounts = new HashMap<>();
    private long ticks = Long.MIN_VALUE;

    private Account account(String queue) {
        return accounts.computeIfAbsent(queue, _ -> new Account());
    }

    public void weigh(String queue, int newWeight) {
        account(queue).weight = newWeight;
    }

    public void forget(String queue) {
        Account account = account(queue);
        account.weight = 1;
        account.average = 0;
        if (account.rate == 0) {
            accounts.remove(queue);
        }
    }

    /** The average as another engine had it. */
    public void remember(String queue, double microUsdPerHour) {
        account(queue).average = microUsdPerHour;
    }

    /** {@code by} more is used from now on. */
    public void use(String queue, long by) {
        account(queue).rate += by;
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
        for (Account account : accounts.values()) {
            double after = account.rate + (account.average - account.rate) * kept;
            account.average = after >= 1 ? after : 0;
        }
        return true;
    }

    /** Smaller goes first. */
    public double of(String queue) {
        Account account = accounts.get(queue);
        return account == null ? 0 : (account.average + account.rate) / account.weight;
    }

    /** Micro-USD per hour by queue, where it is anything. */
    public Map<String, Double> averages() {
        Map<String, Double> averages = new HashMap<>();
        accounts.forEach((queue, account) -> {
            if (account.average > 0) {
                averages.put(queue, account.average);
            }
        });
        return averages;
    }
}
