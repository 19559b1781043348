package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warm start from a job or a checkpoint. */
@ValidationRule(
        value = "!(has(self.job) && has(self.checkpoint))",
        message = "`initFrom` must have at most one of `job` and `checkpoint`")
public record InitFrom(
        @JsonPropertyDescription("A job of the namespace whose newest commit is taken.")
        @Size(min = 1, max = Limits.NAME)
        @Pattern(Names.OBJECT)
        @Nullable
        String job,

        @JsonPropertyDescription("The address of a checkpoint.") @Size(min = 1, max = 1024) @Nullable
        String checkpoint,

        @JsonPropertyDescription("Paths of the leaves to take; all when empty.") @Size(max = 256)
        List<@Size(max = 256) String> subset,

        @JsonPropertyDescription("Paths there to paths here, where they differ.") @Size(max = 256)
        Map<String, @Size(max = 256) String> mapping) {
    public InitFrom {
        subset = subset == null ? List.of() : List.copyOf(subset);
        mapping = mapping == null ? Map.of() : Map.copyOf(mapping);
    }
}
