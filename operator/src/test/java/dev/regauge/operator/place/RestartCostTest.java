package dev.regauge.operator.place;

import static dev.regauge.operator.place.Pictures.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.lifecycle.AttemptPhase;
import org.junit.jupiter.api.Test;

class RestartCostTest {
    private static final String FIRST = "timings: {created: '2026-01-01T01:00:00Z', firstStep: '2026-01-01T01:00:40Z'}";

    private static double seconds(Pictures job) {
        return RestartCost.seconds(job.picture().attempts());
    }

    @Test
    void whatNeverHappenedCostsAsUsual() {
        assertThat(seconds(aJob("", ""))).isEqualTo(120);
        assertThat(seconds(aJob("", "").attempt("2026-01-01T01:00:00Z", FIRST, AttemptPhase.Running, 0)))
                .isEqualTo(60);
    }

    @Test
    void theNewestMeasurementOfEachPartCounts() {
        Pictures job = aJob("", "")
                .attempt("2026-01-01T01:00:00Z", FIRST, AttemptPhase.Failed, 0)
                .attempt(
                        "2026-01-01T02:00:00Z",
                        "timings: {created: '2026-01-01T02:00:00Z', firstStep: '2026-01-01T02:00:25Z',"
                                + " draining: '2026-01-01T02:30:00Z', ended: '2026-01-01T02:30:05.500Z'}",
                        AttemptPhase.Released,
                        0)
                .attempt("2026-01-01T03:00:00Z", "timings: {created: '2026-01-01T03:00:00Z'}", AttemptPhase.Placing, 0);

        assertThat(seconds(job)).isEqualTo(30.5);
    }

    @Test
    void aSlowStartMakesAJobDearOnlyUpToABound() {
        Pictures job = aJob("", "")
                .attempt(
                        "2026-01-01T01:00:00Z",
                        "timings: {created: '2026-01-01T01:00:00Z', firstStep: '2026-01-01T09:00:00Z'}",
                        AttemptPhase.Running,
                        0);

        assertThat(seconds(job)).isEqualTo(900);
    }
}
