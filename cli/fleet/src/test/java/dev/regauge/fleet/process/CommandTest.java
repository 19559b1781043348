package dev.regauge.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void whatItReadsAndItsEnvironmentReachTheProgram() {
        String output = Command.of("sh", "-c", "cat; echo $WHO")
                .reading("hello ")
                .with("WHO", "fleet")
                .run();

        assertThat(output).isEqualTo("hello fleet\n");
    }

    @Test
    void aFailureNamesTheCommandItsCodeAndWhatItSaid() {
        assertThatThrownBy(() ->
                        Command.of("sh", "-c", "echo out of luck >&2; exit 3").run())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("ended with code 3: out of luck");
    }

    @Test
    void aProgramThatTakesTooLongIsEnded() {
        Command.Result result =
                Command.of("sleep", "60").within(Duration.ofMillis(200)).attempt();

        assertThat(result.succeeded()).isFalse();
        assertThat(result.error()).contains("not done after PT0.2S");
    }
}
