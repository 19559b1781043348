package dev.regauge.e2e.testkit;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A job on the fleet under test: what is seen of it, and waits for what should come. */
public final class JobUnderTest {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final String uid;

    private JobUnderTest(KubernetesClient client, TrainingJob created) {
        this.client = client;
        this.namespace = created.getMetadata().getNamespace();
        this.name = created.getMetadata().getName();
        this.uid = created.getMetadata().getUid();
    }

    public static JobUnderTest create(KubernetesClient client, TrainingJob job) {
        return new JobUnderTest(client, client.resource(job).create());
    }

    public String name() {
        return name;
    }

    public String namespace() {
        return namespace;
    }

    public String uid() {
        return uid;
    }

    public TrainingJob object() {
        TrainingJob job = client.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (job == null) {
            throw new AssertionError("job " + namespace + "/" + name + " is gone");
        }
        return job;
    }

    public Optional<TrainingJobStatus> status() {
        return Optional.ofNullable(object().getStatus());
    }

    /** All attempts of this job, oldest first. */
    public List<TrainingAttempt> attempts() {
        return client.resources(TrainingAttempt.class).inNamespace(namespace).list().getItems().stream()
                .filter(attempt -> uid.equals(attempt.getSpec().job().uid()))
                .sorted(Comparator.comparingLong(attempt -> attempt.getSpec().epoch()))
                .toList();
    }

    public TrainingAttempt attempt(long epoch) {
        return attempts().stream()
                .filter(attempt -> attempt.getSpec().epoch() == epoch)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no attempt of epoch " + epoch + "; " + seen()));
    }

    public List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("regauge.dev/job-uid", uid)
                .list()
                .getItems();
    }

    public Pod pod(Member member) {
        String podName = podName(member);
        Pod pod = client.pods().inNamespace(namespace).withName(podName).get();
        if (pod == null) {
            throw new AssertionError("no pod " + podName + "; " + seen());
        }
        return pod;
    }

    public String podName(Member member) {
        return name + "-" + member.podEpoch() + "-" + member.podIndex();
    }

    public Optional<Condition> condition(String type) {
        return status().flatMap(status -> status.conditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst());
    }

    public boolean is(String conditionType) {
        return condition(conditionType)
                .map(condition -> "True".equals(condition.getStatus()))
                .orElse(false);
    }

    /** Changes fields of the spec, given as JSON, as a user does with kubectl. */
    public void change(String spec) {
        client.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + spec + "}");
    }

    /** Waits until the job's status has that word. */
    public void awaitWord(String word, Duration atMost) {
        Until.holds(
                "job " + name + " to be " + word,
                atMost,
                () -> status().map(TrainingJobStatus::status)
                        .filter(word::equals)
                        .isPresent(),
                this::seen);
    }

    /** Waits until the attempt of that epoch has taken at least that step. */
    public TrainingAttempt awaitStep(long epoch, long step, Duration atMost) {
        return awaitAttempt(
                "epoch " + epoch + " at step " + step,
                epoch,
                atMost,
                status -> status.step() != null && status.step() >= step);
    }

    /** Waits until the attempt of that epoch runs on from a restore point. */
    public TrainingAttempt awaitFirstStep(long epoch, Duration atMost) {
        return awaitAttempt(
                "the first step of epoch " + epoch,
                epoch,
                atMost,
                status -> status.timings() != null && status.timings().firstStep() != null);
    }

    /** Waits until the attempt of that epoch has committed a checkpoint and returns it. */
    public CommitRef awaitCommit(long epoch, Duration atMost) {
        TrainingAttempt attempt = awaitAttempt(
                "a commit of epoch " + epoch,
                epoch,
                atMost,
                status -> status.lastCommit() != null && status.lastCommit().epoch() == epoch);
        CommitRef commit = attempt.getStatus().lastCommit();
        if (commit == null) {
            throw new AssertionError("the commit of epoch " + epoch + " went away; " + seen());
        }
        return commit;
    }

    public TrainingAttempt awaitPhase(long epoch, AttemptPhase phase, Duration atMost) {
        return awaitAttempt("epoch " + epoch + " in phase " + phase, epoch, atMost, status -> status.phase() == phase);
    }

    /** The operator lets a pod go when its end is proven; its kubelet takes a moment more to remove it. */
    public void awaitNoPods(Duration atMost) {
        Until.holds(
                "worker pods of job " + name + " to be gone",
                atMost,
                () -> pods().isEmpty(),
                () -> pods().stream().map(pod -> pod.getMetadata().getName()).toList() + "; " + seen());
    }

    public TrainingJob awaitFinished(Duration atMost) {
        Until.holds("job " + name + " to be Finished", atMost, () -> is("Finished"), this::seen);
        return object();
    }

    public TrainingJob awaitSucceeded(Duration atMost) {
        TrainingJob job = awaitFinished(atMost);
        if (!is("Succeeded")) {
            throw new AssertionError("job " + name + " finished without success; " + seen());
        }
        return job;
    }

    /** Deletes the job and waits until neither it nor a pod of it is left. */
    public void deleteAndAwaitGone(Duration atMost) {
        client.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
        Until.holds(
                "job " + name + " and its pods to be gone",
                atMost,
                () -> client.resources(TrainingJob.class)
                                        .inNamespace(namespace)
                                        .withName(name)
                                        .get()
                                == null
                        && pods().isEmpty(),
                () -> pods().toString());
    }

    /** One line per fact, for failure messages. */
    public String seen() {
        StringBuilder text =
                new StringBuilder("job ").append(namespace).append('/').append(name);
        status().ifPresent(status -> text.append(": ")
                .append(status.status())
                .append(" (")
                .append(status.reason())
                .append("): ")
                .append(status.message()));
        for (TrainingAttempt attempt : attempts()) {
            text.append("\n  attempt ")
                    .append(attempt.getMetadata().getName())
                    .append(" on ")
                    .append(attempt.getSpec().members())
                    .append(": ")
                    .append(attempt.getStatus());
        }
        for (Pod pod : pods()) {
            text.append("\n  pod ")
                    .append(pod.getMetadata().getName())
                    .append(' ')
                    .append(pod.getStatus().getPhase());
        }
        return text.toString();
    }

    private TrainingAttempt awaitAttempt(
            String what, long epoch, Duration atMost, java.util.function.Predicate<TrainingAttemptStatus> holds) {
        return Until.found(
                what + " of job " + name,
                atMost,
                () -> attempts().stream()
                        .filter(attempt -> attempt.getSpec().epoch() == epoch)
                        .filter(attempt -> attempt.getStatus() != null && holds.test(attempt.getStatus()))
                        .findFirst(),
                this::seen);
    }
}
