package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** What the admitted job keeps using, whatever changes around it. */
public record FrozenFacts(
        @JsonPropertyDescription("Image digests by variant.") @Size(max = 64)
        Map<String, @Size(max = 512) String> images,

        @JsonPropertyDescription("Generations of the profiles by name.") @Size(max = 64)
        Map<String, Long> profileGenerations) {
    public FrozenFacts {
        images = images == null ? Map.of() : Map.copyOf(images);
        profileGenerations = profileGenerations == null ? Map.of() : Map.copyOf(profileGenerations);
    }
}
