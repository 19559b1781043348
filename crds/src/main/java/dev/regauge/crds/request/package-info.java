/**
 * From an Executable's spec to the inputs of its key. Operator and compile service both name an executable by that key,
 * so there is one way to it. The only room of this module that knows the core.
 */
@NullMarked
package dev.regauge.crds.request;

import org.jspecify.annotations.NullMarked;
