/**
 * What workers say and are told: wire records, tokens, and what this leader has heard so far. Everything here is memory that agents fill again after
 * a restart; it decides nothing and writes nothing to Kubernetes.
 */
@NullMarked
package dev.regauge.operator.gateway;

import org.jspecify.annotations.NullMarked;
