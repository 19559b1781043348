package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.e2e.testkit.JobUnderTest;
import dev.regauge.e2e.testkit.TestFleet;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input that only shows when the program is compiled: the job fails with the reason, other jobs go on. */
class BadProgramsE2E {
    private static final Duration FAILED = Duration.ofMinutes(3);

    private final TestFleet fleet = TestFleet.shared();

    @ParameterizedTest
    @CsvSource({
        "no-module,   regauge_programs.nowhere:program,      nowhere",
        "no-function, regauge_programs.transformer:nothing,  nothing",
    })
    void a_missing_entrypoint_fails_the_job_and_is_named(String name, String entrypoint, String named) {
        JobUnderTest job = fleet.apply(fleet.example(name).variants("cpu-8").with("/program/entrypoint", entrypoint));
        job.awaitFinished(FAILED);
        assertThat(job.is("Succeeded")).isFalse();
        assertThat(job.status().orElseThrow().message()).contains(named);
    }

    @Test
    void a_program_that_does_not_fit_fails_with_need_and_limit_and_other_jobs_go_on() {
        JobUnderTest large = fleet.apply(fleet.example("too-large")
                .variants("cpu-8")
                .with("/program/config/width", 8192)
                .with("/program/config/layers", 32));
        JobUnderTest good = fleet.apply(fleet.example("beside-it").steps(20).variants("cpu-8"));
        large.awaitFinished(FAILED);
        assertThat(large.is("Succeeded")).isFalse();
        assertThat(large.status().orElseThrow().message()).containsIgnoringCase("fit");
        good.awaitSucceeded(Duration.ofMinutes(4));
    }

    @Test
    void an_unknown_profile_is_named_and_never_becomes_an_attempt() {
        JobUnderTest job =
                fleet.apply(fleet.example("unknown-profile").variants("cpu-8").with("/variants/0/profile", "b200"));
        dev.regauge.e2e.testkit.Until.holds(
                "Validated=False with reason UnknownProfile",
                FAILED,
                () -> job.condition("Validated")
                        .map(condition -> "UnknownProfile".equals(condition.getReason()))
                        .orElse(false),
                job::seen);
        assertThat(job.condition("Validated").orElseThrow().getMessage())
                .contains("b200")
                .contains("cpu");
        assertThat(job.attempts()).isEmpty();
        job.deleteAndAwaitGone(FAILED);
    }
}
