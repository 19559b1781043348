/** The bridge between host and pods: which address range is free, making the bridge, taking it away again. */
@NullMarked
package dev.regauge.fleet.network;

import org.jspecify.annotations.NullMarked;
