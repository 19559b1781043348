package dev.regauge.compileservice.observe;

import java.time.Duration;

/** How long things may take before the service concludes by itself that a try is over. */
public record Limits(Duration startWithin, Duration deadline, String memory) {
    /** A kubelet ends a pod at its deadline; one that has not by then is not there any more. */
    static final Duration KUBELET_SLACK = Duration.ofSeconds(60);

    /** A node whose kubelet reports again within this time keeps its compile. */
    static final Duration NODE_SILENCE = Duration.ofSeconds(20);

    /** Past the end of its grace period a pod is only an object that nobody removes. */
    static final Duration DELETION_SLACK = Duration.ofSeconds(15);
}
