/** Reconcilers: observe, decide, record, act, announce, in that order and nothing else. */
@NullMarked
package dev.regauge.operator.controller;

import org.jspecify.annotations.NullMarked;
