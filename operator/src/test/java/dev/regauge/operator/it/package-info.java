/** The operator's process on a real control plane; only kubelets, compile service and agents are played by the tests. */
@NullMarked
package dev.regauge.operator.it;

import org.jspecify.annotations.NullMarked;
