package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One worker of the gang; its place in the list is its rank, its pod's name follows from epoch and index. */
public record Member(
        @JsonPropertyDescription("The node.") @Required @Size(min = 1, max = Limits.SUBDOMAIN)
        String node,

        @JsonPropertyDescription("The epoch that created the pod.") @Required @Min(1) @Max(Limits.COUNT)
        long podEpoch,

        @JsonPropertyDescription("The pod's number in that epoch.") @Required @Min(0) @Max(Limits.HOSTS)
        int podIndex) {}
