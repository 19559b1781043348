package dev.regauge.scheduler.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.failure.RestartBudget.Failure;
import dev.regauge.scheduler.failure.RestartBudget.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestartBudgetTest {
    private static Verdict after(int maxRestarts, Failure... failures) {
        return RestartBudget.of(maxRestarts).after(List.of(failures));
    }

    private static Failure progressed(FailureClass failure) {
        return new Failure(failure, true);
    }

    private static Failure idle(FailureClass failure) {
        return new Failure(failure, false);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NodeLost", "WorkerLost", "Silent", "RendezvousTimeout", "PlacementRefused", "Preempted", "Fenced"
            })
    void hardwareAndPreemptionNeverCount(FailureClass failure) {
        List<Failure> many = new ArrayList<>(Collections.nCopies(100, idle(failure)));
        assertThat(RestartBudget.of(0).after(many)).isEqualTo(new Verdict.Restart(0, Duration.ZERO));
    }

    @Test
    void errorsOfTheProgramCountEvenWithProgress() {
        Failure error = progressed(FailureClass.UserError);
        assertThat(after(2, error, error)).isEqualTo(new Verdict.Restart(2, Duration.ZERO));
        assertThat(after(2, error, error, error))
                .isEqualTo(new Verdict.GiveUp(3, "3 failures counted; maxRestarts is 2"));
    }

    @Test
    void aKilledWorkerCountsOnlyWithoutProgress() {
        assertThat(after(0, progressed(FailureClass.WorkerKilled))).isEqualTo(new Verdict.Restart(0, Duration.ZERO));
        assertThat(after(0, idle(FailureClass.WorkerKilled))).isInstanceOf(Verdict.GiveUp.class);
    }

    @Test
    void fourCyclesWithoutProgressAreEnoughWhateverIsAllowed() {
        Failure crash = idle(FailureClass.WorkerKilled);
        assertThat(after(100, crash, crash, crash)).isInstanceOf(Verdict.Restart.class);
        assertThat(after(100, crash, crash, crash, crash))
                .isEqualTo(new Verdict.GiveUp(4, "4 attempts in a row committed nothing new; 3 are allowed"));
        assertThat(after(100, crash, crash, crash, progressed(FailureClass.NodeLost), crash))
                .isInstanceOf(Verdict.Restart.class);
    }

    @Test
    void pausesGrowWithoutProgress() {
        Failure crash = idle(FailureClass.WorkerKilled);
        assertThat(after(9, crash)).isEqualTo(new Verdict.Restart(1, Duration.ofSeconds(5)));
        assertThat(after(9, crash, crash, crash)).isEqualTo(new Verdict.Restart(3, Duration.ofSeconds(20)));
        List<Failure> many = Collections.nCopies(20, crash);
        assertThat(new RestartBudget(99, 99).after(many)).isEqualTo(new Verdict.Restart(20, Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ExecutableMismatch", "RankMismatch", "LogDamaged", "StoreUnsuitable", "NothingRestorable"})
    void whatWouldHappenAgainIsNotTriedAgain(FailureClass failure) {
        assertThat(after(10, progressed(failure))).isEqualTo(new Verdict.GiveUp(1, failure + " would happen again"));
    }
}
