/** A node: one containerd and one kubelet with their own folders, control groups, addresses and certificate. */
@NullMarked
package dev.regauge.fleet.node;

import org.jspecify.annotations.NullMarked;
