/** What `regauge why` says: the facts of one job become a tree of reasons. Everything but the lookup is pure. */
@NullMarked
package dev.regauge.cli.why;

import org.jspecify.annotations.NullMarked;
