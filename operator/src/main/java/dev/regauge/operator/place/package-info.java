/** The placement engine's desk: facts of the cluster go in, its newest word about each job comes out. */
@NullMarked
package dev.regauge.operator.place;

import org.jspecify.annotations.NullMarked;
