package dev.regauge.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.regauge.crds.v1alpha1.QueueBudget;
import dev.regauge.crds.v1alpha1.QueueSpent;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpentTest {
    private static final QueueBudget DAILY = new QueueBudget("100", 86_400);
    private static final Instant MIDNIGHT = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final ToDoubleFunction<String> TWO = pool -> 2;

    private static Hold hold(int chips, String since, @Nullable String until) {
        return new Hold("cpu-8", chips, Instant.parse(since), until == null ? null : Instant.parse(until));
    }

    private static Spent next(@Nullable Spent before, Instant now, Hold... holds) {
        return Spent.next(before, DAILY, List.of(holds), TWO, TWO, now);
    }

    @Test
    void whatIsHeldCostsItsChipsHoursAndPrice() {
        Spent first = next(null, NOON, hold(8, "2026-01-02T11:00:00Z", null));
        assertThat(first.usd()).isEqualTo(16);
        assertThat(first.usdPerHour()).isEqualTo(16);

        Spent later = next(first, NOON.plusSeconds(900), hold(8, "2026-01-02T11:00:00Z", null));
        assertThat(later.usd()).isEqualTo(20);
        assertThat(later.period()).isEqualTo(new Period(MIDNIGHT, MIDNIGHT.plusSeconds(86_400)));
    }

    @Test
    void anAttemptThatBeganAndEndedBetweenTwoLooksIsCountedWholeAndOnce() {
        Spent before = next(null, NOON);
        Hold brief = hold(4, "2026-01-02T12:00:10Z", "2026-01-02T12:15:10Z");
        Spent after = next(before, NOON.plusSeconds(1800), brief);

        assertThat(after.usd()).isEqualTo(2);
        assertThat(after.usdPerHour()).isZero();
        assertThat(next(after, NOON.plusSeconds(3600), brief).usd()).isEqualTo(2);
    }

    @Test
    void whatRunsOverTheBorderOfPeriodsIsPaidByEachForItsPart() {
        Hold overnight = hold(1, "2026-01-01T22:00:00Z", "2026-01-02T03:00:00Z");
        Spent evening = next(null, MIDNIGHT.minusMillis(1), overnight);
        Spent morning = next(evening, NOON, overnight);

        assertThat(evening.usd()).isCloseTo(4, within(1e-5));
        assertThat(morning.usd()).isEqualTo(6);
    }

    @Test
    void theFirstMomentOfAPeriodIsItsOwn() {
        assertThat(Period.at(MIDNIGHT, 86_400).begins()).isEqualTo(MIDNIGHT);
        assertThat(Period.at(MIDNIGHT.minusMillis(1), 86_400).ends()).isEqualTo(MIDNIGHT);
        assertThat(Period.at(Instant.parse("1969-12-31T23:00:00Z"), 86_400).ends())
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void aNewPriceHoldsFromWhenItIsSeenAndNotForWhatWas() {
        Hold running = hold(8, "2026-01-02T11:00:00Z", null);
        Spent before = next(null, NOON, running);
        Spent changed = Spent.next(before, DAILY, List.of(running), TWO, pool -> 5, NOON.plusSeconds(3600));

        assertThat(changed.usd()).isEqualTo(32);
        assertThat(changed.usdPerHour()).isEqualTo(40);
    }

    @Test
    void aClockThatStepsBackTakesNothingBackAndLeavesNothingOut() {
        Hold running = hold(8, "2026-01-02T11:00:00Z", null);
        Spent before = next(null, NOON, running);
        Spent back = next(before, NOON.minusSeconds(600), running);
        Spent again = next(back, NOON, running);

        assertThat(back.usd()).isEqualTo(16);
        assertThat(again.usd()).isCloseTo(16 + 8 * 2 / 6.0, within(1e-9));
    }

    @Test
    void aClockThatStepsBackOverMidnightDoesNotBringTheOldDayBack() {
        Hold running = hold(8, "2026-01-01T00:00:00Z", null);
        Spent young = next(null, MIDNIGHT.plusSeconds(450), running);
        Spent back = next(young, MIDNIGHT.minusSeconds(450), running);
        Spent again = next(back, MIDNIGHT.plusSeconds(450), running);

        assertThat(back).isEqualTo(new Spent(young.period(), 2, 16, MIDNIGHT.minusSeconds(450)));
        assertThat(again.usd()).isEqualTo(6);
    }

    @Test
    void aPeriodFarAheadIsAClockThatWasWrongAndIsCountedAnew() {
        Spent wrong = next(null, NOON.plusSeconds(365 * 86_400L), hold(8, "2026-01-02T11:00:00Z", null));

        assertThat(next(wrong, NOON, hold(8, "2026-01-02T11:00:00Z", null)).usd())
                .isEqualTo(16);
    }

    @Test
    void anotherLengthOfPeriodsKeepsWhatIsKnownOfTheLongerOne() {
        QueueBudget hourly = new QueueBudget("100", 3600);
        Hold running = hold(8, "2026-01-02T12:00:00Z", null);
        Spent hour = new Spent(Period.at(NOON, 3600), 70, 0, NOON);

        assertThat(next(hour, NOON.plusSeconds(1800), running).usd())
                .as("a job that spent them may be deleted by now")
                .isEqualTo(70);
        assertThat(Spent.next(next(null, NOON), hourly, List.of(running), TWO, TWO, NOON.plusSeconds(1800))
                        .usd())
                .isEqualTo(8);
    }

    @Test
    void whatStatusKeepsGoesOnWhereItEnded() {
        Hold running = hold(8, "2026-01-02T11:00:00Z", null);
        QueueSpent written = next(null, NOON, running).written().orElseThrow();
        assertThat(written)
                .isEqualTo(
                        new QueueSpent("16", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z", "2026-01-02T12:00:00Z"));

        Spent nextLeader = next(Spent.read(written), NOON.plusSeconds(1800), running);
        assertThat(nextLeader.usd())
                .as("the half hour without a leader is paid")
                .isEqualTo(24);
        assertThat(next(null, NOON).written()).isEmpty();
    }

    @Test
    void theVerdictIsDueWhenTheBudgetIsSpentOrThePeriodEnds() {
        Spent spending = next(null, NOON, hold(8, "2026-01-02T11:00:00Z", null));
        Spent resting = next(null, NOON, hold(8, "2026-01-02T11:00:00Z", "2026-01-02T12:00:00Z"));
        Instant midnight = Instant.parse("2026-01-03T00:00:00Z");

        assertThat(spending.changesAt(24)).isEqualTo(NOON.plusSeconds(1800));
        assertThat(spending.changesAt(16)).isEqualTo(midnight);
        assertThat(resting.changesAt(100)).isEqualTo(midnight);
    }

    @Test
    void whatIsToldMovesInHundredthsOfTheBudgetAndReachesItExactlyWhenItIsSpent() {
        Period period = Period.at(NOON, 86_400);
        assertThat(new Spent(period, 12.999, 0, NOON).inSteps(100)).isEqualTo(12);
        assertThat(new Spent(period, 0.019, 0, NOON).inSteps(0.5)).isEqualTo(0.01);
        assertThat(new Spent(period, 99.999, 0, NOON).inSteps(100)).isEqualTo(99);
        assertThat(new Spent(period, 100, 0, NOON).inSteps(100)).isEqualTo(100);
        assertThat(new Spent(period, 0.016, 0, NOON).inSteps(0.015)).isEqualTo(0.015);
        assertThat(new Spent(period, 103.5, 0, NOON).inSteps(100)).isEqualTo(103);
        assertThat(new Spent(period, 0, 0, NOON).inSteps(0)).isZero();
    }
}
