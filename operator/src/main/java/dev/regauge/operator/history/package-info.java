/** What happened, in PostgreSQL, written behind the passes. The database may be away at any time: nothing waits for it and nothing is decided by it. */
@NullMarked
package dev.regauge.operator.history;

import org.jspecify.annotations.NullMarked;
