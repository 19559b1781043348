package dev.regauge.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void readsStateAndStartBehindANameThatLooksLikeFields() {
        String text = "4242 (a) S 1 (b) R) Z 1 4242 4242 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 1 0 987654 0 0";

        assertThat(ProcessIdentity.Stat.parse(text)).isEqualTo(new ProcessIdentity.Stat('Z', 987654));
    }

    @Test
    void thisProcessIsAlive() {
        assertThat(ProcessIdentity.of(ProcessHandle.current().pid()))
                .hasValueSatisfying(self -> assertThat(self.alive()).isTrue());
    }

    @Test
    void aPidThatAnotherProcessHasByNowIsNotTakenForAlive() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(new ProcessIdentity(self.pid(), self.startTicks() - 1, self.bootId()).alive())
                .isFalse();
    }

    @Test
    void noProcessOutlivesAReboot() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(new ProcessIdentity(self.pid(), self.startTicks(), "another boot").alive())
                .isFalse();
    }

    @Test
    void aZombieIsNotAlive() throws IOException {
        // The shell becomes a program that never asks how its child ended.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 60").start();
        try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            long child = Long.parseLong(out.readLine());

            Await.until("the child has ended", Duration.ofSeconds(10), () -> ProcessIdentity.of(child)
                    .isEmpty());

            assertThat(ProcessHandle.of(child)).as("its zombie is still there").isPresent();
        } finally {
            parent.destroyForcibly();
        }
    }
}
