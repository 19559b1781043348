package dev.regauge.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.fleet.state.NodeSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FleetSpecTest {
    @Test
    void theCompleteFleetHasOneHostOfEightChipsAndTwoOfFour() {
        assertThat(FleetSpec.complete("demo", Path.of("/s")).nodes())
                .extracting(NodeSpec::name, NodeSpec::pool, NodeSpec::chips)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("cpu-8-a", "cpu-8", 8),
                        org.assertj.core.groups.Tuple.tuple("cpu-4-a", "cpu-4", 4),
                        org.assertj.core.groups.Tuple.tuple("cpu-4-b", "cpu-4", 4));
    }

    @Test
    void namesThatKubernetesWouldNotTakeAreRefused() {
        assertThatThrownBy(() -> FleetSpec.complete("Demo_1", Path.of("/s")))
                .hasMessageContaining("fleet name 'Demo_1': at most 32 lower-case letters");
        assertThatThrownBy(() -> NodeSpec.cpu("-a", "cpu-4", 4)).hasMessageContaining("node name '-a'");
    }

    @Test
    void aNodeWithoutChipsIsRefused() {
        assertThatThrownBy(() -> NodeSpec.cpu("a", "cpu-4", 0)).hasMessage("chips of node a = 0: at least 1 is needed");
    }
}
