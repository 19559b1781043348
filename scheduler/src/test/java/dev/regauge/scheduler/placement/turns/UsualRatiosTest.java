package dev.regauge.scheduler.placement.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsualRatiosTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final UsualRatios ratios = new UsualRatios();

    private void came(int jobs, double a, double b, Instant now) {
        for (int i = 0; i < jobs; i++) {
            ratios.came(Map.of("a", a, "b", b), now);
        }
    }

    @Test
    void sevenJobsSayNothingEightDo() {
        came(7, 3, 1, START);
        assertThat(ratios.settle()).isFalse();
        assertThat(ratios.of("a", "b")).isEmpty();
        came(1, 3, 1, START);
        assertThat(ratios.settle()).isTrue();
        assertThat(ratios.of("a", "b")).hasValueCloseTo(3.0, within(1e-9));
        assertThat(ratios.of("b", "a")).as("the other way round").hasValueCloseTo(1.0 / 3, within(1e-9));
    }

    @Test
    void oppositeJobsCancelOut() {
        came(8, 4, 1, START);
        came(8, 1, 4, START);
        ratios.settle();
        assertThat(ratios.of("a", "b")).hasValueCloseTo(1.0, within(1e-9));
    }

    @Test
    void aSmallChangeIsNoNews() {
        came(10, 2, 1, START);
        assertThat(ratios.settle()).isTrue();
        came(1, 1, 1, START);
        assertThat(ratios.settle()).as("2 to the power of 10/11, by 6 % less").isFalse();
        assertThat(ratios.of("a", "b")).hasValueCloseTo(2.0, within(1e-9));
        came(2, 1, 1, START);
        assertThat(ratios.settle()).as("2 to the power of 10/13, by 15 % less").isTrue();
        assertThat(ratios.of("a", "b")).hasValueCloseTo(Math.pow(2, 10.0 / 13), within(1e-9));
    }

    @Test
    void thePastCountsHalfAfter180Days() {
        came(16, 4, 1, START);
        came(8, 1, 1, START.plus(Duration.ofDays(180)));
        ratios.settle();
        assertThat(ratios.of("a", "b")).as("eight against eight").hasValueCloseTo(2.0, within(1e-6));
    }

    @Test
    void eachPairIsKnownByItself() {
        for (int i = 0; i < 8; i++) {
            ratios.came(Map.of("a", 6.0, "b", 2.0), START);
            ratios.came(Map.of("b", 5.0, "c", 1.0), START);
        }
        ratios.settle();
        assertThat(ratios.of("a", "b")).hasValueCloseTo(3.0, within(1e-9));
        assertThat(ratios.of("c", "b")).hasValueCloseTo(0.2, within(1e-9));
        assertThat(ratios.of("a", "c")).as("nobody could run on both").isEmpty();
    }

    @Test
    void chipsAreCountedInThoseOfTheProfileWhoseNameComesFirst() {
        for (int i = 0; i < 8; i++) {
            ratios.came(Map.of("h100", 1.0, "v5p", 2.0), START);
        }
        assertThat(ratios.worth("v5p")).as("not settled").isEqualTo(1);
        ratios.settle();
        assertThat(ratios.worth("h100")).isEqualTo(1);
        assertThat(ratios.worth("v5p")).isCloseTo(0.5, within(1e-9));
        assertThat(ratios.worth("cpu")).as("never compared").isEqualTo(1);
    }
}
