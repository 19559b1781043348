package dev.regauge.fleet.artifacts;

import java.nio.file.Path;

/**
 * What runs containers on a node, from the machine's own packages.
 *
 * @param containerd the daemon; its shim lies beside it or on the PATH
 * @param cniPlugins the folder that holds {@code bridge}, {@code host-local}, {@code loopback} and {@code portmap}
 */
public record NodePrograms(Path containerd, Path ctr, Path runc, Path cniPlugins) {}
