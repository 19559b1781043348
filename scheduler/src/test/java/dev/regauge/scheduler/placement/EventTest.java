package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.scheduler.identity.Epoch;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTest {
    @Test
    void whoHasChipsOfANodeHasAtLeastOne() {
        assertThat(new Event.ChipsHeld(ref("a"), new Epoch(1), Map.of("n0", 1)).chipsByNode())
                .isEqualTo(Map.of("n0", 1));
        assertThatThrownBy(() -> new Event.ChipsHeld(ref("a"), new Epoch(1), Map.of("n0", 0)))
                .hasMessage("team/a holds 0 chips on n0; allowed: at least 1");
    }

    @Test
    void whatAQueueUsedIsAnAmount() {
        assertThat(new Event.QueueUsed("q", 0).usdPerHour()).isZero();
        for (double wrong : new double[] {-0.01, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Event.QueueUsed("q", wrong))
                    .hasMessage("queue q used " + wrong + " USD per hour; allowed: 0 and above, finite");
        }
    }

    @Test
    void aReasonReadsAsItsWordAndItsNumbers() {
        assertThat(new Reason(WaitReason.NotEnoughChips, "1 of 2 free")).hasToString("NotEnoughChips: 1 of 2 free");
    }
}
