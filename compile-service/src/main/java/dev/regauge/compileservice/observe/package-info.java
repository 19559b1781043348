/**
 * From Kubernetes objects to the plain facts that decide understands.
 */
@NullMarked
package dev.regauge.compileservice.observe;

import org.jspecify.annotations.NullMarked;
