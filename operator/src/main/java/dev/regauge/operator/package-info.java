/** The I/O shell around the scheduler. */
@NullMarked
package dev.regauge.operator;

import org.jspecify.annotations.NullMarked;
