package dev.regauge.operator.budget;

import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.crds.v1alpha1.QueueSpent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a queue has spent in a period.
 *
 * @param usdPerHour that it spends now
 * @param counted until when {@code usd} is counted
 */
public record Spent(Period period, double usd, double usdPerHour, Instant counted) {
    /**
     * Goes on from what was counted before. Where that is another period's, or nothing was, everything that {@code holds} tell of this period is counted.
     *
     * <p>Of a clock that steps back nothing is taken back: a stretch may be counted twice, none is left out, and a period that has begun stays.
     *
     * @param then what a chip of the pool cost for an hour since {@code before}
     * @param from what it costs from {@code now} on
     */
    static Spent next(
            @Nullable Spent before,
            QueueBudget budget,
            List<Hold> holds,
            ToDoubleFunction<String> then,
            ToDoubleFunction<String> from,
            Instant now) {
        Period period = Period.at(now, budget.periodSeconds());
        double perHour = holds.stream()
                .filter(hold -> hold.until() == null)
                .mapToDouble(hold -> hold.chips() * from.applyAsDouble(hold.pool()))
                .sum();
        if (before != null && before.goesOnIn(period)) {
            double more = cost(holds, then, before.counted, now);
            return new Spent(before.period, before.usd + more, perHour, now);
        }
        double known = before != null && period.holds(before.period) ? before.usd : 0;
        double all = cost(holds, then, period.begins(), now);
        return new Spent(period, Math.max(known, all), perHour, now);
    }

    private boolean goesOnIn(Period now) {
        boolean clockSteppedBackOverItsBeginning = period.begins().equals(now.ends());
        return period.equals(now) || clockSteppedBackOverItsBeginning;
    }

    private static double cost(List<Hold> holds, ToDoubleFunction<String> usdPerChipHour, Instant from, Instant to) {
        return holds.stream()
                .mapToDouble(hold -> hold.chipHours(from, to) * usdPerChipHour.applyAsDouble(hold.pool()))
                .sum();
    }

    boolean exhausts(double budgetUsd) {
        return usd >= budgetUsd;
    }

    /** In steps that are worth telling: cents, but not more than a hundred for a budget; the whole budget exactly when it is spent. */
    public double inSteps(double budgetUsd) {
        double step = Math.max(0.01, budgetUsd / 100);
        double told = BigDecimal.valueOf(Math.floor(usd / step) * step)
                .setScale(2, RoundingMode.HALF_UP)
                .doubleValue();
        return exhausts(budgetUsd) ? Math.max(told, budgetUsd) : told;
    }

    /** When the verdict about the queue may change by time alone: the budget is spent, or another period begins. */
    public Instant changesAt(double budgetUsd) {
        double hours = usdPerHour > 0 && !exhausts(budgetUsd) ? (budgetUsd - usd) / usdPerHour : Double.MAX_VALUE;
        double millis = Math.min(
                hours * 3_600_000, Duration.between(counted, period.ends()).toMillis());
        return counted.plusMillis((long) Math.ceil(millis));
    }

    /** As status has it; empty where nothing was spent. */
    public Optional<QueueSpent> written() {
        String text = BigDecimal.valueOf(usd)
                .setScale(4, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
        return text.equals("0")
                ? Optional.empty()
                : Optional.of(new QueueSpent(
                        text, period.begins().toString(), period.ends().toString(), counted.toString()));
    }

    static Spent read(QueueSpent spent) {
        return new Spent(
                new Period(Instant.parse(spent.periodBegins()), Instant.parse(spent.periodEnds())),
                Double.parseDouble(spent.usd()),
                0,
                Instant.parse(spent.time()));
    }
}
