package dev.regauge.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** One observed fact behind a verdict. */
public record Evidence(
        String what,
        @Nullable String pod,
        @Nullable String node,
        @Nullable String detail,
        String time) {}
