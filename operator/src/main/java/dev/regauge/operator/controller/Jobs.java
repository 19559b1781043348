package dev.regauge.operator.controller;

import dev.regauge.crds.v1alpha1.TrainingJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every job as the reconciler's own cache has it. */
@ApplicationScoped
public class Jobs {
    private volatile Supplier<Stream<TrainingJob>> source = Stream::empty;

    void from(Supplier<Stream<TrainingJob>> cache) {
        source = cache;
    }

    Stream<TrainingJob> all() {
        return source.get();
    }
}
