/** Regauge on one machine: a fleet, the kinds and facts it needs, and the two services. Verbs and tests bring it up in the same way. */
@NullMarked
package dev.regauge.cli.local;

import org.jspecify.annotations.NullMarked;
