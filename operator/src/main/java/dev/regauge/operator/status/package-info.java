/** What is written to status: pure functions from a pass to the next status, and the one writer that skips what is equal. */
@NullMarked
package dev.regauge.operator.status;

import org.jspecify.annotations.NullMarked;
