/** What the operator is told by its environment; nothing else in the operator reads variables or files. */
@NullMarked
package dev.regauge.operator.config;

import org.jspecify.annotations.NullMarked;
