package dev.regauge.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a running job may be moved to another variant. */
public record MigrationSpec(
        List<String> when, int minimumStaySeconds, @Nullable ParitySpec parity) {
    public MigrationSpec {
        when = when == null ? List.of() : List.copyOf(when);
    }
}
