/**
 * From a ticket and a stream of bytes to a stored, signed, indexed bundle, or to the reason why not.
 */
@NullMarked
package dev.regauge.compileservice.upload;

import org.jspecify.annotations.NullMarked;
