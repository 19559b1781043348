/** Ways to hurt a running fleet on purpose, and to heal it again. Real faults: nothing here is simulated. */
@NullMarked
package dev.regauge.fleet.fault;

import org.jspecify.annotations.NullMarked;
