package dev.regauge.operator.gateway.wire;

/** Body of a 4xx or 503 answer. */
public record Refusal(String reason, long newestEpoch) {}
