/**
 * Who a worker is: its service-account token, checked here against the cluster's published keys.
 */
@NullMarked
package dev.regauge.compileservice.identity;

import org.jspecify.annotations.NullMarked;
