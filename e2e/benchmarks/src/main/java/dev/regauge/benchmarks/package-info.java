/** The commands {@code bench trace} and {@code bench scheduler}: arguments in, tables or JSON out. */
@NullMarked
package dev.regauge.benchmarks;

import org.jspecify.annotations.NullMarked;
