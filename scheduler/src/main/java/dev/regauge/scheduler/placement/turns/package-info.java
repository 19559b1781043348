/** Jobs of one queue taking turns: who comes first among those that wait and those that run, and who may have to make room for whom. */
@NullMarked
package dev.regauge.scheduler.placement.turns;

import org.jspecify.annotations.NullMarked;
