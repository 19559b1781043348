package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The job by name and UID: a job created again under the same name is another job. */
public record JobReference(
        @JsonPropertyDescription("Name of the job.") @Required @Size(min = 1, max = Limits.NAME) @Pattern(Names.OBJECT)
        String name,

        @JsonPropertyDescription("UID of the job.") @Required @Size(min = 1, max = Limits.LABEL)
        String uid) {}
