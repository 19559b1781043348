package dev.regauge.crds.v1alpha1;

import java.util.Map;

/** What the admitted job keeps using, whatever changes around it. */
public record FrozenFacts(Map<String, String> images, Map<String, Long> profileGenerations) {
    public FrozenFacts {
        images = images == null ? Map.of() : Map.copyOf(images);
        profileGenerations = profileGenerations == null ? Map.of() : Map.copyOf(profileGenerations);
    }
}
