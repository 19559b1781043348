package dev.regauge.operator.plan;

import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.TrainingJobSpec;
import dev.regauge.crds.v1alpha1.Variant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which image a variant runs and compiles in: its own, else the program's, else the profile's. */
final class Images {
    private Images() {}

    static Optional<String> worker(TrainingJobSpec spec, Variant variant, HardwareProfileSpec profile) {
        return first(variant.image(), source(spec), profile.runtimeImage());
    }

    static Optional<String> compiler(TrainingJobSpec spec, Variant variant, HardwareProfileSpec profile) {
        return first(variant.image(), source(spec), profile.compileImage(), profile.runtimeImage());
    }

    private static @Nullable String source(TrainingJobSpec spec) {
        return spec.program().source() == null ? null : spec.program().source().image();
    }

    private static Optional<String> first(@Nullable String... images) {
        return Stream.of(images)
                .flatMap(image -> image == null || image.isEmpty() ? Stream.empty() : Stream.of(image))
                .findFirst();
    }
}
