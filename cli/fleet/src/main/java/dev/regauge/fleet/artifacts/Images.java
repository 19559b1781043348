package dev.regauge.fleet.artifacts;

/**
 * The images that every node's store holds, by the names that CRI resolves.
 *
 * @param worker {@code regauge.dev/worker@sha256:…}, for worker and compile pods alike
 * @param pause the sandbox image for containerd's configuration
 */
public record Images(String worker, String pause) {}
