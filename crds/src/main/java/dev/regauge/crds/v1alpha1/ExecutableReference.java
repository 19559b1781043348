package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The frozen executable of the attempt. */
public record ExecutableReference(
        @JsonPropertyDescription("Name of the Executable.") @Required @Size(min = 1, max = Limits.LABEL)
        String name,

        @JsonPropertyDescription("Key of the compile request.") @Required @Size(min = 1, max = Limits.WORD)
        String requestKey,

        @JsonPropertyDescription("Key of what was compiled.") @Required @Size(min = 1, max = Limits.WORD)
        String executableKey,

        @JsonPropertyDescription("Digest of the signed bundle.")
        @Required
        @Size(min = 1, max = 71)
        @Pattern(Names.DIGEST)
        String digest) {}
