/** The operator and the compile service as processes beside the control plane, configured by environment variables. */
@NullMarked
package dev.regauge.fleet.services;

import org.jspecify.annotations.NullMarked;
