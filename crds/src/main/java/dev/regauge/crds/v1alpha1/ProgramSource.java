package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where the program's code is: an image with it inside, or an uploaded source bundle. */
@ValidationRule(
        value = "has(self.image) != has(self.bundle)",
        message = "`source` must have exactly one of `image` and `bundle`")
public record ProgramSource(
        @JsonPropertyDescription("An image that has the program in it, by digest.")
        @Size(max = 512)
        @Pattern(Names.IMAGE)
        @Nullable
        String image,

        @JsonPropertyDescription("The digest of an uploaded source bundle.")
        @Size(max = 71)
        @Pattern(Names.DIGEST)
        @Nullable
        String bundle) {}
