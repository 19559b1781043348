package dev.regauge.operator.place;

import static dev.regauge.operator.place.Pictures.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.placement.Progress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T02:00:00Z");
    private static final Instant CREATED = Instant.parse("2026-01-01T01:00:00Z");

    private static Progress progress(Standing standing) {
        return standing.progress().orElseThrow();
    }

    @Test
    void aJobThatNeverRanGoesOnFromTheStart() {
        assertThat(Standing.of(aJob("", "").picture(), NOW).committedStep()).isZero();
        assertThat(Standing.of(aJob("", "").picture(), NOW).progress()).isEmpty();
    }

    @Test
    void beforeAnythingIsRestoredStepsCountFromWhenTheAttemptGotItsChips() {
        Standing standing = Standing.of(
                aJob("", "")
                        .attempt("2026-01-01T01:00:00Z", "", AttemptPhase.Placing, 0)
                        .picture(),
                NOW);

        assertThat(standing.committedStep()).isZero();
        assertThat(standing.progress()).contains(new Progress(CREATED, CREATED, 120));
    }

    @Test
    void anAttemptThatRestoredGoesOnFromThereAndFromThen() {
        Standing standing = Standing.of(
                aJob("", "lastCommit: {epoch: 1, step: 420}, lastCommitTime: '2026-01-01T00:50:00Z'")
                        .attempt("2026-01-01T00:10:00Z", "lastCommit: {epoch: 1, step: 420}", AttemptPhase.Failed, 420)
                        .attempt(
                                "2026-01-01T01:00:00Z",
                                "restored: {epoch: 1, step: 400}, timings: {restored: '2026-01-01T01:00:30Z'}",
                                AttemptPhase.Running,
                                0)
                        .picture(),
                NOW);

        assertThat(standing.committedStep())
                .as("step 420 could not be restored, so it is to be made again")
                .isEqualTo(400);
        assertThat(progress(standing).since()).isEqualTo(CREATED);
        assertThat(progress(standing).lastCommit()).isEqualTo(CREATED.plusSeconds(30));
    }

    @Test
    void aCommitCountsFromWhenItWasRecorded() {
        Standing standing = Standing.of(
                aJob("", "lastCommit: {epoch: 1, step: 500}, lastCommitTime: '2026-01-01T01:40:00Z'")
                        .attempt(
                                "2026-01-01T01:00:00Z",
                                "restored: {epoch: 0, step: 0}, lastCommit: {epoch: 1, step: 500},"
                                        + " timings: {restored: '2026-01-01T01:00:30Z'}",
                                AttemptPhase.Running,
                                500)
                        .picture(),
                NOW);

        assertThat(standing.committedStep()).isEqualTo(500);
        assertThat(progress(standing).lastCommit()).isEqualTo(Instant.parse("2026-01-01T01:40:00Z"));
    }

    @Test
    void aCommitThatIsHeardOfForTheFirstTimeWasMadeNow() {
        Standing standing = Standing.of(
                aJob("", "lastCommit: {epoch: 1, step: 500}, lastCommitTime: '2026-01-01T01:40:00Z'")
                        .attempt("2026-01-01T01:00:00Z", "", AttemptPhase.Running, 520)
                        .picture(),
                NOW);

        assertThat(standing.committedStep()).isEqualTo(520);
        assertThat(progress(standing).lastCommit()).isEqualTo(NOW);
    }

    @Test
    void betweenAttemptsTheNewestCommitOfAllCounts() {
        Standing standing = Standing.of(
                aJob("", "lastCommit: {epoch: 1, step: 420}, lastCommitTime: '2026-01-01T00:50:00Z'")
                        .attempt("2026-01-01T00:10:00Z", "lastCommit: {epoch: 1, step: 420}", AttemptPhase.Failed, 420)
                        .attempt("2026-01-01T01:00:00Z", "", AttemptPhase.Failed, 0)
                        .picture(),
                NOW);

        assertThat(standing.committedStep()).isEqualTo(420);
        assertThat(standing.progress()).isEmpty();
    }

    @Test
    void aClockBehindTheApiServersIsNoReasonToFail() {
        Standing standing = Standing.of(
                aJob("", "")
                        .attempt("2026-01-01T02:00:01Z", "", AttemptPhase.Running, 20)
                        .picture(),
                NOW);

        assertThat(progress(standing).lastCommit()).isEqualTo(NOW.plusSeconds(1));
    }
}
