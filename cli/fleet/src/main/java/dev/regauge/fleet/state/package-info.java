/** Where a fleet keeps what, and {@code fleet.json}, which other programs read. Only names and files; nothing runs here. */
@NullMarked
package dev.regauge.fleet.state;

import org.jspecify.annotations.NullMarked;
