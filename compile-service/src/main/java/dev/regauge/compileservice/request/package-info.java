/**
 * From an Executable's spec to the compile request and its key, or to the reason why there is none.
 */
@NullMarked
package dev.regauge.compileservice.request;

import org.jspecify.annotations.NullMarked;
