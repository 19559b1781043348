package dev.regauge.compileservice.decide;

import dev.regauge.crds.v1alpha1.ExecutablePhase;

/**
 * All that a decision depends on.
 *
 * @param phase as recorded; Pending for a new Executable
 * @param attempt the newest try that was recorded, 0 before the first
 * @param podSeen whether status already says that the try's pod exists
 * @param asked what the spec asks for
 * @param stored whether the namespace's index has a bundle for the request
 * @param pod the pod of try `attempt`
 * @param turn whether another try may start
 */
public record Observed(
        ExecutablePhase phase, int attempt, boolean podSeen, Asked asked, boolean stored, TryState pod, Turn turn) {}
