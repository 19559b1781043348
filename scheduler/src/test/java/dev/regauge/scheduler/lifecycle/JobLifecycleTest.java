package dev.regauge.scheduler.lifecycle;

import static dev.regauge.scheduler.lifecycle.Seen.NOW;
import static dev.regauge.scheduler.lifecycle.Seen.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.scheduler.failure.FailureClass;
import dev.regauge.scheduler.failure.RestartBudget.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobLifecycleTest {
    private static final Placement.Granted GRANTED =
            new Placement.Granted(1, "two", "pool", List.of("host-0", "host-1"), "free");
    private static final Ending COMPLETED = Ending.of(AttemptPhase.Completed, Cause.Completed, "step 100 is committed");

    private static VariantView variant(String name, boolean placeable, VariantView.Build build) {
        return new VariantView(name, placeable, build);
    }

    @Test
    void executablesThatAreMissingAreCreatedWhateverTheState() {
        Decision decision = aJob().with(variant("two", true, new VariantView.Build.Missing()))
                .decide();

        assertThat(decision.effects()).containsExactly(new Effect.CreateExecutable("two"));
        assertThat(decision.state()).isInstanceOf(JobState.Compiling.class);
    }

    @Test
    void aReadyVariantWaitsForTheOthersThatCouldBePlaced() {
        Seen job = aJob().with(GRANTED);

        assertThat(job.with(
                                variant("two", true, new VariantView.Build.Ready()),
                                variant("one", true, new VariantView.Build.InWork()))
                        .decide()
                        .state())
                .isInstanceOf(JobState.Compiling.class);
        assertThat(job.with(
                                variant("two", true, new VariantView.Build.Ready()),
                                variant("far", false, new VariantView.Build.InWork()))
                        .decide()
                        .state())
                .isInstanceOf(JobState.Placing.class);
    }

    @Test
    void aJobOfWhichNoVariantCompilesIsOver() {
        Decision decision = aJob().with(
                        variant("two", true, new VariantView.Build.Failed("DoesNotFit", "needs 9, has 8")))
                .decide();

        assertThat(decision.state())
                .isEqualTo(new JobState.Finished(false, "CompileFailed", "two: DoesNotFit: needs 9, has 8"));
    }

    @Test
    void aPlacementBecomesTheAttemptOfTheNextEpoch() {
        assertThat(aJob().with(GRANTED).decide().effects()).containsExactly(new Effect.CreateAttempt(GRANTED));
    }

    @Test
    void aPlacementOfAnOldEpochIsNotTakenUp() {
        Ending failed = Ending.failed(FailureClass.WorkerLost, "gone", List.of());
        Decision decision =
                aJob().with(AnAttempt.ended(1, failed)).with(GRANTED).decide();

        assertThat(decision.effects()).noneMatch(Effect.CreateAttempt.class::isInstance);
        assertThat(decision.state()).isInstanceOf(JobState.Recovering.class);
    }

    @Test
    void anAttemptOfADeletedJobOfTheSameNameIsWaitedFor() {
        Decision decision = aJob().with(GRANTED).withTheNextNameTaken().decide();

        assertThat(decision.effects()).isEmpty();
        assertThat(decision.state()).isInstanceOfSatisfying(JobState.Queued.class, queued -> assertThat(queued.reason())
                .isEqualTo("PreviousJobStopping"));
    }

    @Test
    void podsOfThisEpochAreCreatedAndThoseOfNobodyDeleted() {
        Decision decision = aJob().with(AnAttempt.placing(2).withoutPod(1))
                .withPods(Seen.pod("lm-1-1", "host-9"))
                .decide();

        assertThat(decision.effects())
                .containsExactly(
                        new Effect.DeletePod("lm-1-1", "uid-lm-1-1"),
                        new Effect.CreatePod(2, new Slot("host-1", 2, 1)));
    }

    @Test
    void theGangMeetsOnceAllItsPodsAreBound() {
        Decision decision = aJob().with(AnAttempt.placing(1)).decide();

        assertThat(decision.attempt()).contains(Decision.AttemptRecord.moved(1, AttemptPhase.Rendezvous));
    }

    @Test
    void allRefusalsOfAGangEndItAtOnceAndReleaseItWhole() {
        Optional<Instant> longAgo = Optional.of(NOW.minusSeconds(10));
        Decision decision = aJob().with(
                        AnAttempt.placing(1).unbound(0, longAgo).unbound(1, Optional.of(NOW.minusSeconds(3))))
                .decide();

        Ending ending = decision.attempt().orElseThrow().ending().orElseThrow();
        assertThat(ending.failureClass()).contains(FailureClass.PlacementRefused);
        assertThat(ending.proofs()).extracting(Proof::node).containsExactly("host-0", "host-1");
        Decision next = aJob().with(AnAttempt.ended(1, ending)).decide();
        assertThat(next.effects()).hasSize(2).allMatch(Effect.DeletePod.class::isInstance);
    }

    @Test
    void whileKubeSchedulerIsAwayNothingIsRefused() {
        Decision decision =
                aJob().with(AnAttempt.placing(1).unbound(0, Optional.empty())).decide();

        assertThat(decision.attempt()).isEmpty();
    }

    @Test
    void theGangRunsOnceAllHaveGreeted() {
        assertThat(aJob().with(AnAttempt.meeting(1).greeted(0)).decide().attempt())
                .isEmpty();
        assertThat(aJob().with(AnAttempt.meeting(1).greeted(0).greeted(1))
                        .decide()
                        .attempt())
                .contains(Decision.AttemptRecord.moved(1, AttemptPhase.Running));
    }

    @Test
    void anIncompleteGangIsReleasedWholeAfterTheBound() {
        Decision decision = aJob().with(AnAttempt.meeting(1).greeted(0).placed(NOW.minusSeconds(60)))
                .decide();

        Ending ending = decision.attempt().orElseThrow().ending().orElseThrow();
        assertThat(ending.failureClass()).contains(FailureClass.RendezvousTimeout);
        assertThat(ending.message()).contains("lm-1-1", "host-1", "60 s");
    }

    @Test
    void aDeletedPodEndsTheAttemptAndSparesTheSurvivor() {
        Decision decision = aJob().with(AnAttempt.running(1).deleted(1)).decide();

        assertThat(decision.attempt().orElseThrow().ending().orElseThrow().failureClass())
                .contains(FailureClass.WorkerLost);
        assertThat(decision.effects()).isEmpty();
        assertThat(decision.state()).isInstanceOf(JobState.Recovering.class);
    }

    @Test
    void aNodeThatIsGoneIsNamed() {
        Ending ending = aJob().with(AnAttempt.running(1).nodeGone(1))
                .decide()
                .attempt()
                .orElseThrow()
                .ending()
                .orElseThrow();

        assertThat(ending.failureClass()).contains(FailureClass.NodeLost);
        assertThat(ending.proofs()).extracting(Proof::node).containsExactly("host-1");
    }

    @Test
    void silenceCountsOnlyFromTheInstantThatItIsSaidToBeginAt() {
        assertThat(aJob().with(AnAttempt.running(1).quiet(1, 9)).decide().attempt())
                .isEmpty();
        Decision lost = aJob().with(AnAttempt.running(1).quiet(1, 10)).decide();
        assertThat(lost.attempt().orElseThrow().ending().orElseThrow().failureClass())
                .contains(FailureClass.Silent);
        assertThat(lost.effects()).containsExactly(new Effect.DeletePod("lm-1-1", "uid-lm-1-1"));
    }

    @Test
    void aBlindOperatorEvictsNothing() {
        assertThat(aJob().with(AnAttempt.running(1).quiet(0, 60).quiet(1, 60))
                        .blind()
                        .decide()
                        .attempt())
                .isEmpty();
    }

    @Test
    void aKilledTrainerIsNamedAtOnceAndItsPodIsKept() {
        Decision decision =
                aJob().with(AnAttempt.running(1).exited(1, "Killed", 137, 0)).decide();

        assertThat(decision.attempt().orElseThrow().ending().orElseThrow().failureClass())
                .contains(FailureClass.WorkerKilled);
        assertThat(decision.effects()).isEmpty();
    }

    @Test
    void aLostPeerIsNoVerdictUntilTheOthersWereHeardOfAfterIt() {
        assertThat(aJob().with(AnAttempt.running(1).exited(0, "PeerLost", 24, 0))
                        .decide()
                        .attempt())
                .isEmpty();
        assertThat(aJob().with(AnAttempt.running(1).exited(0, "PeerLost", 24, 3))
                        .decide()
                        .attempt())
                .isPresent();
    }

    @Test
    void theCauseStandsAboveItsSymptom() {
        Ending ending = aJob().with(
                        AnAttempt.running(1).exited(0, "PeerLost", 24, 3).exited(1, "UserError", 20, 1))
                .decide()
                .attempt()
                .orElseThrow()
                .ending()
                .orElseThrow();

        assertThat(ending.failureClass()).contains(FailureClass.UserError);
        assertThat(ending.message()).isEqualTo("UserError said");
        assertThat(ending.proofs()).hasSize(2);
    }

    @Test
    void theLastCommitIsTheEndWhateverElseHappened() {
        Decision decision =
                aJob().with(AnAttempt.running(1).committed(100).deleted(1)).decide();

        assertThat(decision.attempt().orElseThrow().phase()).isEqualTo(AttemptPhase.Completed);
    }

    @Test
    void aJobIsOverOnlyWhenItsPodsAreGone() {
        Seen withPods = aJob().with(AnAttempt.ended(1, COMPLETED));
        assertThat(withPods.decide().state()).isInstanceOf(JobState.Stopping.class);
        assertThat(withPods.decide().effects()).hasSize(2).allMatch(Effect.DeletePod.class::isInstance);

        Decision end = aJob().with(AnAttempt.ended(1, COMPLETED).withoutPod(0).withoutPod(1))
                .decide();
        assertThat(end.state()).isEqualTo(new JobState.Finished(true, "Completed", "step 100 is committed"));
    }

    @Test
    void aPodOfAnEarlierEpochOnALostNodeDoesNotHoldUpTheEnd() {
        PodView running = Seen.pod("lm-1-0", "lost");
        PodView told = new PodView(
                running.name(), running.uid(), "lost", true, true, false, true, Optional.empty(), Optional.empty());
        AnAttempt over = AnAttempt.ended(2, COMPLETED).withoutPod(0).withoutPod(1);

        assertThat(aJob().with(over).withPods(running).decide().state())
                .as("it was not told to go yet")
                .isInstanceOf(JobState.Stopping.class);
        Decision end = aJob().with(over).withPods(told).decide();
        assertThat(end.state()).isInstanceOf(JobState.Finished.class);
        assertThat(end.effects()).as("its chips stay taken").isEmpty();
    }

    @Test
    void aFinishedJobStaysAsItIsAndKeepsNothing() {
        JobState.Finished end = new JobState.Finished(false, "UserError", "raised");
        Decision decision =
                aJob().finished(end).with(AnAttempt.running(3)).with(GRANTED).decide();

        assertThat(decision.state()).isEqualTo(end);
        assertThat(decision.attempt()).isEmpty();
        assertThat(decision.effects()).hasSize(2).allMatch(Effect.DeletePod.class::isInstance);
    }

    @Test
    void theBudgetOfRestartsEndsAJobForItsOwnReason() {
        Ending raised = Ending.failed(FailureClass.UserError, "ValueError: no", List.of());
        Failure failure = new Failure(FailureClass.UserError, true);

        assertThat(aJob().thatFailed(1, failure)
                        .with(AnAttempt.ended(1, raised))
                        .decide()
                        .state())
                .isInstanceOf(JobState.Recovering.class);
        Decision over = aJob().thatFailed(1, failure, failure)
                .with(AnAttempt.ended(2, raised).withoutPod(0).withoutPod(1))
                .decide();
        assertThat(over.state()).isInstanceOfSatisfying(JobState.Finished.class, end -> {
            assertThat(end.succeeded()).isFalse();
            assertThat(end.reason()).isEqualTo("UserError");
            assertThat(end.message()).contains("maxRestarts is 1", "ValueError: no");
        });
    }

    @Test
    void lostHardwareNeverEndsAJob() {
        Failure lost = new Failure(FailureClass.NodeLost, false);
        Ending ending = Ending.failed(FailureClass.NodeLost, "gone", List.of());

        assertThat(aJob().thatFailed(0, lost, lost, lost)
                        .with(AnAttempt.ended(3, ending))
                        .decide()
                        .state())
                .isInstanceOf(JobState.Recovering.class);
    }

    @Test
    void survivorsKeepTheirPodsWhileASlotIsBeingFilledAndNotForEver() {
        Ending lost = Ending.failed(FailureClass.WorkerLost, "gone", List.of());
        Placement waiting = new Placement.Waiting("WaitingForSameVariant", "until then");

        assertThat(aJob().with(AnAttempt.ended(1, lost).withoutPod(1))
                        .with(waiting)
                        .decide()
                        .effects())
                .isEmpty();
        assertThat(aJob().with(AnAttempt.ended(1, lost)
                                .ended(NOW.minusSeconds(21))
                                .withoutPod(1))
                        .with(waiting)
                        .decide()
                        .effects())
                .containsExactly(new Effect.DeletePod("lm-1-0", "uid-lm-1-0"));
    }

    @Test
    void aSuspendedJobIsWithdrawnAndWaits() {
        Ending released = Ending.of(AttemptPhase.Released, Cause.Suspended, "spec.suspend is true");
        assertThat(aJob().suspended()
                        .with(AnAttempt.ended(1, released).withoutPod(0).withoutPod(1))
                        .decide()
                        .state())
                .isEqualTo(new JobState.Suspended());
    }

    @Test
    void chipsAreLetGoOfOnlyOnProof() {
        Proof proof = new Proof("NodeGone", "lm-1-1", "host-1", null, NOW);
        PodView gone =
                new PodView("lm-1-1", "u", "host-1", true, true, false, true, Optional.of(proof), Optional.empty());
        PodView unknown =
                new PodView("lm-1-0", "v", "host-0", true, true, false, true, Optional.empty(), Optional.empty());

        assertThat(aJob().withPods(gone, unknown).decide().effects())
                .filteredOn(Effect.FreeChips.class::isInstance)
                .containsExactly(new Effect.FreeChips("lm-1-1", "u", proof));
    }

    @Test
    void aRefusedSpecNeverStarts() {
        Decision decision = aJob().refused("MeshMismatch").with(GRANTED).decide();

        assertThat(decision.state()).isEqualTo(new JobState.Invalid("MeshMismatch", "because"));
        assertThat(decision.effects()).isEmpty();
    }

    @Test
    void leavingATerminalStateThrowsWithBothNames() {
        JobState.Finished end = new JobState.Finished(true, "Completed", "");

        assertThatThrownBy(() -> end.to(new JobState.Suspended()))
                .hasMessageContaining("Finished")
                .hasMessageContaining("Suspended");
        assertThatThrownBy(() -> AttemptPhase.Completed.to(AttemptPhase.Running))
                .hasMessageContaining("Completed")
                .hasMessageContaining("Running");
    }
}
