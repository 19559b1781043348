/** The messages of the worker protocol as the schemas in the worker's contract say them: one record a message, nothing else. */
@NullMarked
package dev.regauge.operator.gateway.wire;

import org.jspecify.annotations.NullMarked;
