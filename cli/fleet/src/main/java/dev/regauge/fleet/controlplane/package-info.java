/** etcd, API server, controller manager and scheduler as processes, and the credentials of whoever talks to them. */
@NullMarked
package dev.regauge.fleet.controlplane;

import org.jspecify.annotations.NullMarked;
