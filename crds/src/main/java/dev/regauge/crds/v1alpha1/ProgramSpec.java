package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import org.jspecify.annotations.Nullable;

/** The hardware-independent program. */
public record ProgramSpec(
        @Nullable ProgramSource source,
        String entrypoint,
        @PreserveUnknownFields @Nullable JsonNode config) {}
