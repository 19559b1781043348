package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where checkpoints go: a claim of the namespace, or an object store. */
@ValidationRule(
        value = "has(self.claim) != has(self.url)",
        message = "`checkpoint.store` must have exactly one of `claim` and `url`")
@ValidationRule(
        value = "!has(self.credentialsRef) || has(self.url)",
        message = "`credentialsRef` must be given only with `url`")
public record CheckpointStore(
        @JsonPropertyDescription(
                "A PersistentVolumeClaim of the job's namespace; ReadWriteMany for more than one host.")
        @Size(min = 1, max = Limits.SUBDOMAIN)
        @Pattern(Names.SUBDOMAIN)
        @Nullable
        String claim,

        @JsonPropertyDescription("A folder of an object store, s3://… or gs://….")
        @Size(min = 6, max = 1024)
        @Pattern("^(s3|gs)://[^\\s]+$")
        @Nullable
        String url,

        @JsonPropertyDescription("A Secret of the job's namespace with the store's credentials.")
        @Size(min = 1, max = Limits.SUBDOMAIN)
        @Pattern(Names.SUBDOMAIN)
        @Nullable
        String credentialsRef) {
    static CheckpointStore standard() {
        return new CheckpointStore("checkpoints", null, null);
    }
}
