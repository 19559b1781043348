/** One class per verb of the command line. Data goes to standard output, prose to standard error, except for the demo, whose story is its output. */
@NullMarked
package dev.regauge.cli.verb;

import org.jspecify.annotations.NullMarked;
