package dev.regauge.compileservice.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecideTest {
    private static final Asked ASKED = new Asked.Keyed("k");
    private static final TryState ABSENT = new TryState.Absent();
    private static final Turn NOW = new Turn.Now();

    private static Observed pending(int attempt, boolean stored, Asked asked, Turn turn) {
        return new Observed(ExecutablePhase.Pending, attempt, false, asked, stored, ABSENT, turn);
    }

    private static Observed compiling(int attempt, boolean podSeen, boolean stored, TryState pod) {
        return new Observed(ExecutablePhase.Compiling, attempt, podSeen, ASKED, stored, pod, new Turn.Later("-"));
    }

    @Test
    void a_spec_that_cannot_be_compiled_fails_at_once() {
        assertThat(Decide.next(pending(0, false, new Asked.Refused("spec.image is x"), NOW)))
                .isEqualTo(new Decision.Fail(Reason.RequestInvalid, null, "spec.image is x", null));
    }

    @Test
    void a_bundle_that_is_there_needs_no_pod_and_no_turn() {
        assertThat(Decide.next(pending(0, true, ASKED, new Turn.Later("busy")))).isEqualTo(new Decision.Finish());
    }

    @Test
    void the_first_in_the_queue_begins_its_next_try() {
        assertThat(Decide.next(pending(0, false, ASKED, NOW))).isEqualTo(new Decision.Begin(1));
        assertThat(Decide.next(pending(2, false, ASKED, NOW))).isEqualTo(new Decision.Begin(3));
    }

    @Test
    void others_wait_and_say_why() {
        assertThat(Decide.next(pending(0, false, ASKED, new Turn.Later("2 of 2 compile slots are in use"))))
                .isEqualTo(new Decision.Queue(Reason.CompileQueued, null, "2 of 2 compile slots are in use"));
    }

    @Test
    void a_recorded_try_whose_pod_was_never_seen_gets_its_pod() {
        assertThat(Decide.next(compiling(2, false, false, ABSENT))).isEqualTo(new Decision.Create(2));
    }

    @Test
    void a_pod_that_was_seen_and_is_gone_was_lost() {
        assertThat(Decide.next(compiling(1, true, false, ABSENT)))
                .isEqualTo(
                        new Decision.Queue(Reason.CompilePodLost, Outcome.PodLost, "try 1 of 3: its pod disappeared"));
    }

    @Test
    void a_living_pod_is_followed() {
        assertThat(Decide.next(compiling(1, true, false, new TryState.Alive("cpu-4-a", "the compiler is running"))))
                .isEqualTo(new Decision.Follow("the compiler is running on cpu-4-a"));
    }

    @Test
    void the_stored_bundle_counts_whatever_became_of_the_pod() {
        TryState crashed = new TryState.Ended(Outcome.CompilerCrash, "signal 11");
        assertThat(Decide.next(compiling(3, true, true, crashed))).isEqualTo(new Decision.Finish());
        assertThat(Decide.next(compiling(1, true, true, ABSENT))).isEqualTo(new Decision.Finish());
        assertThat(Decide.next(compiling(1, true, true, new TryState.Alive("n", "running"))))
                .isEqualTo(new Decision.Finish());
    }

    @ParameterizedTest
    @EnumSource(names = {"CompilerCrash", "Timeout", "UploadFailed", "PodLost"})
    void what_may_go_better_next_time_is_tried_three_times(Outcome outcome) {
        TryState ended = new TryState.Ended(outcome, "why");
        assertThat(Decide.next(compiling(1, true, false, ended)))
                .isEqualTo(new Decision.Queue(outcome.reason(), outcome, "try 1 of 3: why"));
        assertThat(Decide.next(compiling(2, true, false, ended)))
                .isEqualTo(new Decision.Queue(outcome.reason(), outcome, "try 2 of 3: why"));
        assertThat(Decide.next(compiling(3, true, false, ended)))
                .isEqualTo(new Decision.Fail(outcome.reason(), outcome, "try 3 of 3: why", null));
    }

    @ParameterizedTest
    @EnumSource(names = {"DoesNotFit", "ProgramError", "HostCallback", "RequestInvalid"})
    void what_would_end_the_same_is_tried_once(Outcome outcome) {
        TryState.Need need = new TryState.Need(2, 1);
        assertThat(Decide.next(compiling(1, true, false, new TryState.Ended(outcome, "why", need))))
                .isEqualTo(new Decision.Fail(outcome.reason(), outcome, "why", need));
    }

    @Test
    void a_pod_that_ended_well_without_a_bundle_failed_to_upload() {
        assertThat(Decide.next(compiling(1, true, false, new TryState.Ended(Outcome.Compiled, ""))))
                .isEqualTo(new Decision.Queue(
                        Reason.UploadFailed,
                        Outcome.UploadFailed,
                        "try 1 of 3: the compiler ended well, but no bundle of it was stored"));
    }

    @ParameterizedTest
    @EnumSource(names = {"Ready", "Failed"})
    void final_phases_stay(ExecutablePhase phase) {
        for (boolean stored : new boolean[] {true, false}) {
            assertThat(Decide.next(new Observed(phase, 1, true, ASKED, stored, ABSENT, NOW)))
                    .isEqualTo(new Decision.Settled());
        }
    }

    @Test
    void exit_codes_mean_what_the_contract_says() {
        assertThat(Outcome.ofExitCode(0)).isEqualTo(Outcome.Compiled);
        assertThat(Outcome.ofExitCode(10)).isEqualTo(Outcome.DoesNotFit);
        assertThat(Outcome.ofExitCode(11)).isEqualTo(Outcome.ProgramError);
        assertThat(Outcome.ofExitCode(12)).isEqualTo(Outcome.HostCallback);
        assertThat(Outcome.ofExitCode(13)).isEqualTo(Outcome.CompilerCrash);
        assertThat(Outcome.ofExitCode(14)).isEqualTo(Outcome.Timeout);
        assertThat(Outcome.ofExitCode(15)).isEqualTo(Outcome.RequestInvalid);
        assertThat(Outcome.ofExitCode(17)).isEqualTo(Outcome.UploadFailed);
        for (int code : new int[] {1, 2, 16, 134, 137, 139, 255, -1}) {
            assertThat(Outcome.ofExitCode(code)).as("code %d", code).isEqualTo(Outcome.CompilerCrash);
        }
    }
}
