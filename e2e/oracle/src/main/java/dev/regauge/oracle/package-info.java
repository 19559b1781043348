/** Exact answers to small scheduling questions by linear and constraint solvers. Knows nothing of simulators, engines or clusters. */
@NullMarked
package dev.regauge.oracle;

import org.jspecify.annotations.NullMarked;
