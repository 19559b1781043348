package dev.regauge.scheduler.placement.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PastJobsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PastJobs past = new PastJobs();

    @Test
    void knowsUpToWhichSizeJobsBringAShareOfTheWork() {
        for (int i = 0; i < 100; i++) {
            past.came(1 << 10, 1, START);
        }
        past.came(100 << 10, 1, START);
        assertThat(past.sizeThatBrings(0.49, START)).isBetween(1024.0, 2048.0);
        assertThat(past.sizeThatBrings(0.51, START)).isBetween(65536.0, 131072.0);
    }

    @Test
    void splitsAnOctaveEvenly() {
        past.came(1024, 1, START);
        assertThat(past.sizeThatBrings(0.5, START)).isEqualTo(1536);
        assertThat(past.sizeThatBrings(1, START)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void nothingSeenMakesAllSmall() {
        assertThat(past.sizeThatBrings(0.3, START)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void remembersTheUnluckiestAndForgetsItByHalves() {
        past.came(1, 1000, START);
        past.came(1, 10, START);
        assertThat(past.longestSeconds(START)).isEqualTo(1000);
        assertThat(past.longestSeconds(START.plus(Duration.ofDays(180)))).isCloseTo(500, within(1e-9));
        past.came(1, 600, START.plus(Duration.ofDays(180)));
        assertThat(past.longestSeconds(START.plus(Duration.ofDays(180)))).isEqualTo(600);
    }

    @Test
    void sizesAreForgottenByHalvesToo() {
        past.came(1024, 1, START);
        past.came(1 << 20, 1, START.plus(Duration.ofDays(360)));
        assertThat(past.sizeThatBrings(200.0 / (1 << 20), START.plus(Duration.ofDays(360))))
                .as("256 chip-seconds are left of the small one")
                .isBetween(1024.0, 2048.0);
        assertThat(past.sizeThatBrings(300.0 / (1 << 20), START.plus(Duration.ofDays(360))))
                .isGreaterThan(1 << 20);
    }

    @Test
    void lessThanAChipSecondAndMoreThanAllChipsOfTheWorldAreJobs() {
        past.came(0.25, 1, START);
        past.came(1e30, 1, START);
        assertThat(past.sizeThatBrings(0, START)).isEqualTo(1);
        assertThat(past.sizeThatBrings(0.5, START)).isGreaterThan(1e18);
    }
}
