package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    @Test
    void theHighestPriorityIsAllowedAndTheLastCentMayBeSpent() {
        Queue.Budget nearlySpent = new Queue.Budget(10, 9.99, World.START);
        Queue queue = new Queue("research", Set.of("team"), Map.of(), 1, 7, nearlySpent, false);
        assertThat(Admission.refusal(aJob("a").priority(7).build(), queue)).isEmpty();
        assertThat(Admission.refusal(aJob("a").priority(8).build(), queue))
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(WaitReason.PriorityTooHigh));
        Queue spent =
                new Queue("research", Set.of("team"), Map.of(), 1, 7, new Queue.Budget(10, 10, World.START), false);
        assertThat(Admission.refusal(aJob("a").build(), spent))
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(WaitReason.BudgetSpent));
    }
}
