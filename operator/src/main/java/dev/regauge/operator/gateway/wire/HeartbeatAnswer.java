package dev.regauge.operator.gateway.wire;

public record HeartbeatAnswer(boolean ok) {}
