/**
 * Whether the service can be used.
 */
@NullMarked
package dev.regauge.compileservice.health;

import org.jspecify.annotations.NullMarked;
