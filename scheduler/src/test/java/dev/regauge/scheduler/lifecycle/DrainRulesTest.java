package dev.regauge.scheduler.lifecycle;

import static dev.regauge.scheduler.lifecycle.Seen.NOW;
import static dev.regauge.scheduler.lifecycle.Seen.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.failure.FailureClass;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DrainRulesTest {
    private static final Ending SUSPENDED = Ending.of(AttemptPhase.Released, Cause.Suspended, "spec.suspend is true");
    private static final Ending PREEMPTED =
            Ending.of(AttemptPhase.Released, Cause.Preempted, "job b has the higher priority");

    private static Ending released(Ending ending, String outcome) {
        return Ending.of(AttemptPhase.Released, Cause.valueOf(ending.reason()), ending.message() + "; " + outcome);
    }

    @Test
    void aTrainingGangIsToldToSaveAfterThatIsRecorded() {
        Decision held = aJob().suspended().with(AnAttempt.running(1)).decide();
        Decision wanted = aJob().released(PREEMPTED).with(AnAttempt.running(1)).decide();

        assertThat(held.state()).isEqualTo(new JobState.Draining(1, "Suspended", "spec.suspend is true"));
        assertThat(held.attempt()).contains(Decision.AttemptRecord.draining(1, SUSPENDED));
        assertThat(held.wakeAt()).contains(NOW.plusSeconds(9));
        assertThat(wanted.state()).isEqualTo(new JobState.Draining(1, "Preempted", "job b has the higher priority"));
        assertThat(wanted.attempt()).contains(Decision.AttemptRecord.draining(1, PREEMPTED));
        assertThat(wanted.effects()).isEmpty();
    }

    @Test
    void aGangThatWasToldIsNotToldAnew() {
        Decision decision = aJob().suspended()
                .with(AnAttempt.running(1).draining(28, SUSPENDED))
                .decide();

        assertThat(decision.attempt()).isEmpty();
        assertThat(decision.wakeAt()).contains(NOW.plusSeconds(2));
    }

    /** Nothing to save: the attempt, and what asks for its chips. */
    static Stream<Arguments> beginners() {
        return Stream.of(
                Arguments.of(AnAttempt.placing(1)),
                Arguments.of(AnAttempt.meeting(1)),
                Arguments.of(AnAttempt.running(1).withoutAStep()));
    }

    @ParameterizedTest
    @MethodSource("beginners")
    void aGangThatMadeNoStepGivesItsChipsBackAtOnce(AnAttempt attempt) {
        assertThat(aJob().suspended().with(attempt).decide().attempt())
                .contains(Decision.AttemptRecord.ended(1, SUSPENDED));
        assertThat(aJob().released(PREEMPTED).with(attempt).decide().attempt())
                .contains(Decision.AttemptRecord.ended(1, PREEMPTED));
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(
                        "every trainer saved and stopped",
                        saving(3).exited(0, "Drained", 25, 0).exited(1, "Drained", 25, 0),
                        "saved step 40"),
                Arguments.of(
                        "one took the end of the other for a lost peer",
                        saving(3).exited(0, "Drained", 25, 1).exited(1, "PeerLost", 24, 0),
                        "saved step 40"),
                Arguments.of(
                        "one that saved and one that is stuck, too late",
                        saving(30).exited(0, "Drained", 25, 0),
                        "saved step 40"),
                Arguments.of(
                        "nobody saved in time", saving(30), "did not save within 30 s, so it goes back to step 40"),
                Arguments.of(
                        "nobody ever saved",
                        saving(30).committed(0),
                        "did not save within 30 s, so it goes back to where it began"));
    }

    private static AnAttempt saving(long seconds) {
        return AnAttempt.running(1).committed(40).draining(seconds, PREEMPTED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void aGangThatWasToldEndsSo(String what, AnAttempt attempt, String outcome) {
        Decision decision = aJob().with(attempt).decide();

        assertThat(decision.attempt()).contains(Decision.AttemptRecord.ended(1, released(PREEMPTED, outcome)));
        assertThat(decision.state())
                .isEqualTo(new JobState.Stopping(
                        1, new JobState.Queued("Preempted", PREEMPTED.message() + "; " + outcome)));
    }

    @Test
    void whileSomeSavedAndOthersStopNothingIsTakenForAFailure() {
        Decision decision = aJob().with(saving(3).exited(0, "Drained", 25, 1)).decide();

        assertThat(decision.attempt()).isEmpty();
        assertThat(decision.state()).isInstanceOf(JobState.Draining.class);
    }

    @Test
    void aGangThatBreaksBeforeItSavedFailed() {
        Decision decision = aJob().with(saving(3).nodeGone(1)).decide();

        assertThat(decision.attempt().orElseThrow().ending().orElseThrow().failureClass())
                .contains(FailureClass.NodeLost);
    }

    @Test
    void theLastStepOnTheWayIsTheEndOfTheJob() {
        Decision decision = aJob().suspended().with(saving(3).committed(100)).decide();

        assertThat(decision.attempt().orElseThrow().phase()).isEqualTo(AttemptPhase.Completed);
    }

    @Test
    void anAttemptOfAnOlderTermMaySaveNothing() {
        Ending superseded = Ending.of(AttemptPhase.Superseded, Cause.Voided, "an older term");

        assertThat(aJob().released(superseded)
                        .with(AnAttempt.running(1))
                        .decide()
                        .attempt())
                .contains(Decision.AttemptRecord.ended(1, superseded));
    }

    @Test
    void theReasonThatWasToldStaysWhateverIsWantedByThen() {
        Decision resumed =
                aJob().with(AnAttempt.running(1).draining(3, SUSPENDED)).decide();
        Decision both = aJob().released(PREEMPTED)
                .with(AnAttempt.running(1).draining(3, SUSPENDED))
                .decide();

        assertThat(resumed.state()).isEqualTo(both.state()).isInstanceOf(JobState.Draining.class);
        assertThat(both.state()).isEqualTo(new JobState.Draining(1, "Suspended", "spec.suspend is true"));
    }
}
