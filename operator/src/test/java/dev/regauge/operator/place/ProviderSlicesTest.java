package dev.regauge.operator.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.operator.observe.NodeView;
import dev.regauge.scheduler.placement.Host.FixedSlice;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderSlicesTest {
    @Test
    void aNodePoolOfManyHostsIsOneSlice() {
        NodeView node =
                node(Map.of("cloud.google.com/gke-tpu-topology", "2x2x4", "cloud.google.com/gke-nodepool", "v5p-a"));
        assertThat(ProviderSlices.of(node)).contains(new FixedSlice("v5p-a", "2x2x4"));
    }

    @Test
    void aNodePoolOfSingleHostsIsManySlices() {
        NodeView node =
                node(Map.of("cloud.google.com/gke-tpu-topology", "2x2x1", "cloud.google.com/gke-nodepool", "v5p-b"));
        assertThat(ProviderSlices.of(node)).contains(new FixedSlice("node-7", "2x2x1"));
    }

    @Test
    void anAdministratorsLabelsComeFirst() {
        NodeView node = node(Map.of(
                "regauge.dev/slice",
                "left",
                "regauge.dev/slice-shape",
                "2x4x4",
                "cloud.google.com/gke-tpu-topology",
                "2x2x4",
                "cloud.google.com/gke-nodepool",
                "v5p-a"));
        assertThat(ProviderSlices.of(node)).contains(new FixedSlice("left", "2x4x4"));
    }

    @Test
    void aNodeWithoutLabelsIsInNoSlice() {
        assertThat(ProviderSlices.of(node(Map.of()))).isEmpty();
    }

    private static NodeView node(Map<String, String> labels) {
        return new NodeView("node-7", labels, true, true, false, "boot", Map.of("google.com/tpu", 4));
    }
}
