package dev.regauge.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.operator.gateway.wire.Heartbeat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContactTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aHeartbeatWithoutStepsKeepsTheNewestStepOfThoseBefore() {
        Contact contact = Contact.first("uid", NOW)
                .with(beat(1, 1, step(4, 2.5), step(5, 2.25)))
                .with(beat(1, 2));
        assertThat(contact.heartbeatOf(1).orElseThrow().steps()).containsExactly(step(5, 2.25));
        assertThat(contact.heartbeatOf(1).orElseThrow().sequence()).isEqualTo(2);
    }

    @Test
    void stepsOfAnotherEpochAreNotTakenOver() {
        Contact contact =
                Contact.first("uid", NOW).with(beat(1, 1, step(5, 2.25))).with(beat(2, 1));
        assertThat(contact.heartbeatOf(2).orElseThrow().steps()).isEmpty();
    }

    private static Heartbeat.Step step(long number, double loss) {
        return new Heartbeat.Step(number, loss, null, null, null, null);
    }

    private static Heartbeat beat(long epoch, long sequence, Heartbeat.Step... steps) {
        return new Heartbeat(
                1,
                "n",
                "job",
                "job-uid",
                "pod",
                "uid",
                "instance",
                epoch,
                0,
                sequence,
                "Training",
                5,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                List.of(steps),
                Map.of());
    }
}
