/**
 * Reading parsed JSON values (maps, lists, strings, numbers, booleans, null) with errors that name the field, its
 * value and what is allowed. No parser: the core reads no text.
 */
@NullMarked
package dev.regauge.scheduler.json;

import org.jspecify.annotations.NullMarked;
