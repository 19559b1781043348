package dev.regauge.scheduler.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One observed fact behind a verdict. */
public record Proof(
        String what,
        @Nullable String pod,
        @Nullable String node,
        @Nullable String detail,
        Instant time) {}
