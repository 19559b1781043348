package dev.regauge.scheduler.placement.learned;

/**
 * Programs whose predictions are wrong in the same way. The namespace is part of it, for what one tenant's programs report must not reach another's
 * jobs.
 *
 * @param program its entry point
 */
public record Family(String namespace, String program, String profile, String precision) {}
