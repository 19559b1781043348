package dev.regauge.crds.v1alpha1;

import java.util.List;

/** One incarnation; nothing in it ever changes. */
public record TrainingAttemptSpec(
        JobReference job,
        long epoch,
        long term,
        String variant,
        String profile,
        String pool,
        int chipsPerHost,
        List<Member> members,
        ExecutableReference executable,
        RestoreRule restore,
        long steps,
        String image,
        String templateHash,
        String placementReason) {
    public TrainingAttemptSpec {
        members = members == null ? List.of() : List.copyOf(members);
    }
}
