package dev.regauge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.crds.v1alpha1.ConditionType;
import dev.regauge.operator.status.ConditionAggregator.Holds;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionAggregatorTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static List<Condition> conditions(Holds holds, String reason, List<Condition> before, Instant now) {
        ConditionAggregator<ConditionType> aggregator = new ConditionAggregator<>(ConditionType.class, "InProgress");
        aggregator.say(ConditionType.Placed, holds, reason, "");
        return aggregator.over(before, 7, now);
    }

    private static Condition placed(List<Condition> conditions) {
        return conditions.stream()
                .filter(c -> c.getType().equals("Placed"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyConditionIsThereFromTheFirstPassOn() {
        assertThat(conditions(Holds.True, "Placed", List.of(), NOON))
                .extracting(Condition::getType)
                .containsExactly(
                        "Validated",
                        "Compiled",
                        "Admitted",
                        "Placed",
                        "WorkersReady",
                        "Training",
                        "CheckpointFresh",
                        "Degraded",
                        "Finished",
                        "Succeeded");
    }

    @Test
    void theTransitionTimeStaysUntilTheStatusChanges() {
        List<Condition> first = conditions(Holds.False, "PodsStarting", List.of(), NOON);
        List<Condition> second = conditions(Holds.False, "PlacementRefused", first, NOON.plusSeconds(5));
        List<Condition> third = conditions(Holds.True, "Placed", second, NOON.plusSeconds(9));

        assertThat(placed(second).getLastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(placed(second).getReason()).isEqualTo("PlacementRefused");
        assertThat(placed(third).getLastTransitionTime()).isEqualTo("2026-01-01T12:00:09Z");
        assertThat(placed(third).getObservedGeneration()).isEqualTo(7);
    }

    @Test
    void sayingTwoThingsInOnePassIsAMistake() {
        ConditionAggregator<ConditionType> aggregator = new ConditionAggregator<>(ConditionType.class, "InProgress");
        aggregator.say(ConditionType.Placed, Holds.True, "Placed", "");

        assertThatThrownBy(() -> aggregator.say(ConditionType.Placed, Holds.False, "PodsStarting", ""))
                .hasMessageContaining("Placed")
                .hasMessageContaining("PodsStarting");
    }
}
