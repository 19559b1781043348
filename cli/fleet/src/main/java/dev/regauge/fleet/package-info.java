/**
 * A real fleet in a box: {@link dev.regauge.fleet.Fleet} brings up a control plane, nodes, a database and the two services
 * on one machine and takes every trace of them away again. The rooms below do one part each and do not know this one.
 */
@NullMarked
package dev.regauge.fleet;

import org.jspecify.annotations.NullMarked;
