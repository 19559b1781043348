package dev.regauge.operator.place;

import static dev.regauge.operator.place.Pictures.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.placement.JobRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobFactsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T02:00:00Z");

    private static JobRequest wish(Pictures job) {
        return JobFacts.wish(job.picture(), 2, List.of(), _ -> StepTimes.UNKNOWN, NOW)
                .job();
    }

    @Test
    void remainingStepsCountFromTheCommitThatTheAttemptGoesOnFrom() {
        Pictures job = aJob("", "lastCommit: {epoch: 1, step: 420}, lastCommitTime: '2026-01-01T00:50:00Z'")
                .attempt("2026-01-01T00:10:00Z", "lastCommit: {epoch: 1, step: 420}", AttemptPhase.Failed, 420)
                .attempt("2026-01-01T01:00:00Z", "restored: {epoch: 1, step: 420}", AttemptPhase.Running, 0);

        assertThat(wish(job).remainingSteps()).isEqualTo(580);
        assertThat(wish(job).progress()).isNotNull();
    }

    @Test
    void thePinnedVariantIsTold() {
        assertThat(wish(aJob("pinVariant: cpu-8", "")).pinnedVariant()).isEqualTo("cpu-8");
        assertThat(wish(aJob("", "")).pinnedVariant()).isNull();
    }

    @Test
    void aJobMovesForPriceIfItSaysSo() {
        assertThat(wish(aJob("migration: {when: [Cheaper], minimumStaySeconds: 60}", ""))
                        .movesAfter())
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(wish(aJob("migration: {when: [Preempted]}", "")).movesAfter())
                .isNull();
        assertThat(wish(aJob("", "")).movesAfter()).isNull();
    }

    @Test
    void ofAJobThatDoesNotRunThereIsNoProgress() {
        assertThat(wish(aJob("", "")).progress()).isNull();
    }
}
