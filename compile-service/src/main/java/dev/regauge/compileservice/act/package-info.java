/**
 * The objects the service creates in the cluster: compile pods.
 */
@NullMarked
package dev.regauge.compileservice.act;

import org.jspecify.annotations.NullMarked;
