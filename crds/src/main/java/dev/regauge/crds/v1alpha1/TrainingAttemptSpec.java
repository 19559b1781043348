package dev.regauge.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** One incarnation; nothing in it ever changes. */
@ValidationRule(
        value = Rules.UNCHANGED,
        message = "`spec` of a TrainingAttempt must not be changed: another epoch is another attempt")
public record TrainingAttemptSpec(
        @JsonPropertyDescription("The job, by name and UID.") @Required
        JobReference job,

        @JsonPropertyDescription("Number of the attempt, the fencing token.") @Required @Min(1) @Max(Limits.COUNT)
        long epoch,

        @JsonPropertyDescription("The pool's term in which it was placed.") @Default("0") @Min(0) @Max(Limits.COUNT)
        long term,

        @JsonPropertyDescription("The job's variant.") @Required @Size(min = 1, max = Limits.NAME)
        String variant,

        @JsonPropertyDescription("The variant's HardwareProfile.") @Required @Size(min = 1, max = Limits.NAME)
        String profile,

        @JsonPropertyDescription("The pool of its hosts.") @Required @Size(min = 1, max = Limits.NAME)
        String pool,

        @JsonPropertyDescription("Chips of each member.") @Required @Min(1) @Max(64)
        int chipsPerHost,

        @JsonPropertyDescription("The workers; a member's place in the list is its rank.")
        @Required
        @Size(min = 1, max = Limits.HOSTS)
        List<Member> members,

        @JsonPropertyDescription("The frozen executable.") @Required
        ExecutableReference executable,

        @JsonPropertyDescription("Which commit to start from.") @Required
        RestoreRule restore,

        @JsonPropertyDescription("The step at which the attempt ends the job.") @Required @Min(1) @Max(Limits.STEPS)
        long steps,

        @JsonPropertyDescription("The workers' image, by digest.")
        @Required
        @Size(min = 1, max = 512)
        @Pattern(Names.IMAGE)
        String image,

        @JsonPropertyDescription("Hash of the pod template; pods are reused only by attempts with the same.")
        @Required
        @Size(min = 1, max = Limits.LABEL)
        String templateHash,

        @JsonPropertyDescription("Why these hosts, in a sentence.") @Required @Size(max = 4096)
        String placementReason) {
    public TrainingAttemptSpec {
        members = members == null ? List.of() : List.copyOf(members);
    }
}
