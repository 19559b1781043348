/**
 * The reconciler: the only writer of an Executable's status and of compile pods.
 */
@NullMarked
package dev.regauge.compileservice.controller;

import org.jspecify.annotations.NullMarked;
