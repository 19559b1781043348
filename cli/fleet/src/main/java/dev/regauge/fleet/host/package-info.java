/** What fleets share on one machine: kernel settings and folders that kubelets change, mounts, control groups. */
@NullMarked
package dev.regauge.fleet.host;

import org.jspecify.annotations.NullMarked;
