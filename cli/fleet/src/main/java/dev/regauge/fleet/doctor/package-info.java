/** What this machine lacks for a fleet, and the command that cures it. Looks, never changes anything. */
@NullMarked
package dev.regauge.fleet.doctor;

import org.jspecify.annotations.NullMarked;
