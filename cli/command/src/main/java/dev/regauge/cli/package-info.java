/** The command `regauge`. */
@NullMarked
package dev.regauge.cli;

import org.jspecify.annotations.NullMarked;
