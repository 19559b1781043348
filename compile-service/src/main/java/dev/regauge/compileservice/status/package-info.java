/**
 * What a decision looks like in an Executable's status. Pure.
 */
@NullMarked
package dev.regauge.compileservice.status;

import org.jspecify.annotations.NullMarked;
