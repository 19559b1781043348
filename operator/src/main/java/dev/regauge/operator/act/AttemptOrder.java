package dev.regauge.operator.act;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableReference;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.JobReference;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.RestoreMode;
import dev.regauge.crds.v1alpha1.RestoreRule;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptSpec;
import dev.regauge.operator.observe.Cluster;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.observe.Labels;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.scheduler.lifecycle.Placement;
import dev.regauge.scheduler.lifecycle.PodView;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attempt of one placement: survivors keep their pods where template and host are the same, other slots get pods of this epoch. Pure. */
final class AttemptOrder {
    private AttemptOrder() {}

    static TrainingAttempt of(JobPicture picture, Placement.Granted granted, VariantPlan plan, long term) {
        PodTemplate template = PodTemplate.of(picture.job(), plan, granted.pool());
        TrainingAttempt attempt = new TrainingAttempt();
        attempt.setMetadata(new ObjectMetaBuilder()
                .withNamespace(picture.ref().namespace())
                .withName(picture.ref().name() + "-" + granted.epoch())
                .withLabels(Map.of(
                        Labels.JOB,
                        picture.ref().name(),
                        Labels.JOB_UID,
                        picture.ref().uid()))
                .withOwnerReferences(ApiObjects.owner(picture.job()))
                .build());
        attempt.setSpec(new TrainingAttemptSpec(
                new JobReference(picture.ref().name(), picture.ref().uid()),
                granted.epoch(),
                term,
                granted.variant(),
                plan.variant().profile(),
                granted.pool(),
                plan.shape().chipsPerHost(),
                members(picture, granted, template),
                executable(plan.executable().orElseThrow()),
                new RestoreRule(RestoreMode.Newest, null, null),
                picture.job().getSpec().steps(),
                plan.image(),
                template.hash(),
                granted.why()));
        return attempt;
    }

    private static List<Member> members(JobPicture picture, Placement.Granted granted, PodTemplate template) {
        List<Member> members = new ArrayList<>();
        for (String host : granted.hosts()) {
            members.add(
                    survivor(picture, host, template.hash()).orElse(new Member(host, granted.epoch(), members.size())));
        }
        return members;
    }

    private static Optional<Member> survivor(JobPicture picture, String host, String hash) {
        return picture.observation().pods().stream()
                .filter(pod -> pod.living() && pod.node().equals(host))
                .flatMap(pod -> object(picture, pod).stream())
                .filter(pod -> Cluster.label(pod, Labels.TEMPLATE_HASH).equals(hash))
                .findFirst()
                .map(pod -> new Member(
                        host,
                        Long.parseLong(Cluster.label(pod, Labels.POD_EPOCH)),
                        Integer.parseInt(Cluster.label(pod, Labels.POD_INDEX))));
    }

    private static Optional<Pod> object(JobPicture picture, PodView view) {
        return picture.pods().stream()
                .filter(pod -> Objects.equals(pod.getMetadata().getUid(), view.uid()))
                .findFirst();
    }

    private static ExecutableReference executable(Executable executable) {
        ExecutableStatus status = executable.getStatus();
        return new ExecutableReference(
                executable.getMetadata().getName(),
                required(executable, "requestKey", status.requestKey()),
                required(executable, "executableKey", status.executableKey()),
                required(executable, "digest", status.digest()));
    }

    private static String required(Executable executable, String field, @Nullable String value) {
        if (value == null) {
            throw new IllegalStateException(
                    "executable " + executable.getMetadata().getName() + " is Ready without status." + field);
        }
        return value;
    }
}
