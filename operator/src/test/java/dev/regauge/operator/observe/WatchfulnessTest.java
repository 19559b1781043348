package dev.regauge.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchfulnessTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Watchfulness LEADING =
            new Watchfulness(Duration.ofSeconds(2), Optional.of(NOON), Instant.EPOCH);

    @Test
    void aMemberThatWasHeardIsQuietFromThenOn() {
        Instant heard = NOON.plusSeconds(30);

        assertThat(LEADING.quietSince(Optional.of(heard), false, true)).contains(heard);
    }

    @Test
    void aMemberHasTwoPeriodsToGreetThisLeader() {
        assertThat(LEADING.quietSince(Optional.empty(), false, true)).contains(NOON.plusSeconds(4));
        assertThat(LEADING.quietSince(Optional.of(NOON.plusSeconds(1)), false, true))
                .contains(NOON.plusSeconds(4));
    }

    @Test
    void aPodThatNeverGreetedIsNotSilentButLate() {
        assertThat(LEADING.quietSince(Optional.empty(), false, false)).isEmpty();
    }

    @Test
    void aHelloThatIsHeldOpenIsNoSilence() {
        assertThat(LEADING.quietSince(Optional.of(NOON), true, true)).isEmpty();
    }

    @Test
    void timeInWhichThisProcessStoodStillDoesNotCount() {
        Watchfulness stalled = new Watchfulness(Duration.ofSeconds(2), Optional.of(NOON), NOON.plusSeconds(50));

        assertThat(stalled.quietSince(Optional.of(NOON.plusSeconds(30)), false, true))
                .contains(NOON.plusSeconds(50));
    }

    @Test
    void aFollowerJudgesNobody() {
        Watchfulness following = new Watchfulness(Duration.ofSeconds(2), Optional.empty(), Instant.EPOCH);

        assertThat(following.quietSince(Optional.of(NOON), false, true)).isEmpty();
    }
}
