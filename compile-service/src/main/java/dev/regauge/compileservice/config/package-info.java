/**
 * Settings from the environment.
 */
@NullMarked
package dev.regauge.compileservice.config;

import org.jspecify.annotations.NullMarked;
