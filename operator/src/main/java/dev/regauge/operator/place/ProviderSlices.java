package dev.regauge.operator.place;

import dev.regauge.operator.observe.NodeView;
import dev.regauge.scheduler.placement.Host.FixedSlice;
import dev.regauge.scheduler.placement.shape.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The slice that a node belongs to in a pool that nobody carves, by the node's labels: an administrator's own first, then those of GKE. */
final class ProviderSlices {
    static final List<String> SHAPE = List.of("regauge.dev/slice-shape", "cloud.google.com/gke-tpu-topology");
    static final List<String> NAME = List.of("regauge.dev/slice", "cloud.google.com/gke-nodepool");

    private ProviderSlices() {}

    /** Empty where labels do not say. A node pool of single hosts is many slices, each as large as one host. */
    static Optional<FixedSlice> of(NodeView node) {
        Optional<String> shape = first(node, SHAPE);
        Optional<String> name =
                shape.filter(ProviderSlices::oneHost).isPresent() ? Optional.of(node.name()) : first(node, NAME);
        return shape.flatMap(s -> name.map(n -> new FixedSlice(n, s)));
    }

    private static boolean oneHost(String shape) {
        return Shape.read(shape) instanceof Shape.Reading.Legal legal
                && legal.shape().hosts() == 1;
    }

    private static Optional<String> first(NodeView node, List<String> labels) {
        return labels.stream().map(node.labels()::get).filter(Objects::nonNull).findFirst();
    }
}
