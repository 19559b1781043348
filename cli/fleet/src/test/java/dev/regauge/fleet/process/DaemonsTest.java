package dev.regauge.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonsTest {
    private static final Launch SLEEP = new Launch("sleeper", List.of("sleep", "300"));
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Daemons daemons;

    @BeforeEach
    void makeDaemons() {
        daemons = new Daemons(folder.resolve("records"), folder.resolve("logs"));
    }

    @AfterEach
    void endWhatWasStarted() {
        daemons.names().forEach(daemons::kill);
    }

    @Test
    void aLaterProgramFindsWhatAnEarlierOneStarted() {
        daemons.ensure(SLEEP);
        Daemons later = new Daemons(folder.resolve("records"), folder.resolve("logs"));

        assertThat(later.alive("sleeper")).isTrue();
        assertThat(later.process("sleeper")).isEqualTo(daemons.process("sleeper"));
    }

    @Test
    void whatRunsAsWantedIsLeftAlone() {
        daemons.ensure(SLEEP);
        ProcessIdentity first = daemons.process("sleeper");

        daemons.ensure(SLEEP);

        assertThat(daemons.process("sleeper")).isEqualTo(first);
    }

    @Test
    void whatRunsOtherwiseThanWantedIsReplaced() {
        daemons.ensure(SLEEP);
        ProcessIdentity first = daemons.process("sleeper");

        daemons.ensure(new Launch("sleeper", List.of("sleep", "301")));

        assertThat(first.alive()).isFalse();
        assertThat(daemons.alive("sleeper")).isTrue();
    }

    @Test
    void aKilledProcessStartsAgainAsItWas() {
        daemons.ensure(SLEEP);
        daemons.kill("sleeper");
        assertThat(daemons.alive("sleeper")).isFalse();

        daemons.restart("sleeper");

        assertThat(daemons.alive("sleeper")).isTrue();
    }

    @Test
    void aProcessThatIgnoresTheRequestToEndIsKilled() {
        daemons.ensure(new Launch("stubborn", List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done")));

        daemons.stop("stubborn", Duration.ofMillis(300));

        assertThat(daemons.alive("stubborn")).isFalse();
    }

    @Test
    void aPausedProcessCanBeResumedAndStopped() {
        daemons.ensure(SLEEP);
        daemons.pause("sleeper");
        Await.until("it stands still", SOON, () -> daemons.paused("sleeper"));

        daemons.resume("sleeper");
        Await.until("it goes on", SOON, () -> !daemons.paused("sleeper"));
        daemons.pause("sleeper");
        daemons.stop("sleeper", SOON);

        assertThat(daemons.alive("sleeper")).isFalse();
    }

    @Test
    void onlyTheGivenEnvironmentIsHandedOn() throws IOException {
        daemons.ensure(new Launch("env", List.of("env"), Map.of("REGAUGE_PORT", "7443")));
        Await.until("it has ended", SOON, () -> !daemons.alive("env"));

        assertThat(Files.readAllLines(daemons.log("env")))
                .contains("REGAUGE_PORT=7443")
                .extracting(line -> line.split("=")[0])
                .containsExactlyInAnyOrder("REGAUGE_PORT", "PATH", "HOME", "LANG");
    }

    @Test
    void aWaitForAProcessThatEndsShowsItsLastWords() {
        daemons.ensure(new Launch("hasty", List.of("sh", "-c", "echo no licence; sleep 0.2; exit 1")));

        assertThatThrownBy(() -> daemons.await("hasty", "it is ready", Duration.ofMinutes(1), () -> false))
                .hasMessageContaining("hasty has ended before it is ready")
                .hasMessageContaining("no licence");
    }

    @Test
    void recordsAreForTheirOwnerAlone() throws IOException {
        daemons.ensure(SLEEP);

        assertThat(Files.getPosixFilePermissions(folder.resolve("records/sleeper.json")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void aLivingProcessIsNotForgotten() {
        daemons.ensure(SLEEP);

        assertThatThrownBy(() -> daemons.forget("sleeper")).hasMessage("sleeper still runs");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        daemons.ensure(SLEEP);

        assertThatThrownBy(() -> daemons.pause("kubelet")).hasMessageContaining("there are [sleeper]");
    }
}
