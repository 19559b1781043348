@NullMarked
package dev.regauge.fleet.artifacts;

import org.jspecify.annotations.NullMarked;
