package dev.regauge.crds.v1alpha1;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the compiler needs to target the hardware without having it. */
public record CompileTarget(String deviceKind, @Nullable String gpuTargetConfig, Map<String, String> compilerOptions) {
    public CompileTarget {
        compilerOptions = compilerOptions == null ? Map.of() : Map.copyOf(compilerOptions);
    }
}
