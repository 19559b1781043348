package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a fabric needs beyond the restricted profile; owned by the administrator. */
public record PodOverlay(
        @JsonPropertyDescription("Whether workers share the host's network.") @Default("false")
        boolean hostNetwork,

        @JsonPropertyDescription("Linux capabilities added to workers, such as IPC_LOCK.") @Size(max = 16)
        List<@Size(max = 32) @Pattern("^[A-Z_]+$") String> capabilities,

        @JsonPropertyDescription("Annotations of worker pods.") @Size(max = 32)
        Map<String, @Size(max = 4096) String> annotations,

        @JsonPropertyDescription("The runtime class of worker pods.")
        @Size(max = Limits.SUBDOMAIN)
        @Pattern(Names.SUBDOMAIN)
        @Nullable
        String runtimeClassName,

        @JsonPropertyDescription("Size of the memory-backed volume at /dev/shm, such as 16Gi.")
        @Size(max = Limits.NUMBER)
        @Pattern(Names.QUANTITY)
        @Nullable
        String sharedMemory) {
    public PodOverlay {
        capabilities = capabilities == null ? List.of() : List.copyOf(capabilities);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }
}
