/**
 * Processes that outlive the program that starts them: started detached, found again by pid and start time, stopped,
 * paused, killed. Also commands that run to their end. Knows nothing of Kubernetes.
 */
@NullMarked
package dev.regauge.fleet.process;

import org.jspecify.annotations.NullMarked;
