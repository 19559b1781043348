/**
 * How hosts of a cluster lie in network domains (for H100: scalable units in spine groups) and which of them a gang takes. Numbers only: hosts are
 * positions in rank order.
 */
@NullMarked
package dev.regauge.scheduler.placement.tier;

import org.jspecify.annotations.NullMarked;
