package dev.regauge.operator.act;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.lifecycle.Slot;
import io.fabric8.kubernetes.api.model.OwnerReference;

/**
 * One pod to be made.
 *
 * @param bootId of its node now; another one later proves that its processes are gone
 */
record PodOrder(JobRef job, OwnerReference owner, Slot slot, String bootId, PodTemplate template, Services services) {
    /** What the pod is told of the services beside it. */
    record Services(String gatewayUrl, String compileUrl, String authority) {}
}
