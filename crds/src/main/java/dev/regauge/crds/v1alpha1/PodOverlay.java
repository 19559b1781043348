package dev.regauge.crds.v1alpha1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fabric needs beyond the restricted profile; owned by the administrator. */
public record PodOverlay(
        boolean hostNetwork,
        List<String> capabilities,
        Map<String, String> annotations,
        @Nullable String runtimeClassName,
        @Nullable String sharedMemory) {
    public PodOverlay {
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }
}
