/** Whether this process can do its work, for probes and for `doctor`. */
@NullMarked
package dev.regauge.operator.health;

import org.jspecify.annotations.NullMarked;
