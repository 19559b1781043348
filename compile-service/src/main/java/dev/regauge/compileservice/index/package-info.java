/**
 * The signed answers to requests: which bundle a namespace has for a request key.
 */
@NullMarked
package dev.regauge.compileservice.index;

import org.jspecify.annotations.NullMarked;
