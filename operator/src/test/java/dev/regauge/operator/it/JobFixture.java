package dev.regauge.operator.it;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A namespace with a queue, pools and jobs in it, and waits by name. */
final class JobFixture {
    private static final String IMAGE = "regauge.dev/worker@sha256:" + "a".repeat(64);

    private final KubernetesClient admin;
    private final String namespace;

    JobFixture(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    void prepare() {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .createOr(op -> op.update());
        admin.resources(HardwareProfile.class).withName("cpu").edit(profile -> {
            HardwareProfile copy = Serialization.clone(profile);
            copy.setSpec(Serialization.unmarshal(
                    Serialization.asJson(profile.getSpec()).replaceFirst("\\{", "{\"runtimeImage\":\"" + IMAGE + "\","),
                    HardwareProfileSpec.class));
            return copy;
        });
        for (String pool : List.of("cpu-8", "cpu-4")) {
            apply("""
                    apiVersion: regauge.dev/v1alpha1
                    kind: AcceleratorPool
                    metadata: {name: %s}
                    spec: {profile: cpu, nodeSelector: {regauge.dev/pool: %s}, usdPerChipHour: "0.05"}
                    """.formatted(pool, pool));
        }
        apply("""
                apiVersion: regauge.dev/v1alpha1
                kind: JobQueue
                metadata: {name: %s}
                spec: {namespaces: [%s], shares: [{profile: cpu, guaranteed: 16}]}
                """.formatted(namespace, namespace));
        claim();
    }

    private void claim() {
        if (admin.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName("checkpoints")
                        .get()
                != null) {
            return;
        }
        Map<String, Quantity> size = Map.of("storage", new Quantity("1Gi"));
        admin.resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName("checkpoints-" + namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withCapacity(size)
                        .withAccessModes("ReadWriteMany")
                        .withNewHostPath()
                        .withPath("/nowhere")
                        .endHostPath()
                        .withNewClaimRef()
                        .withNamespace(namespace)
                        .withName("checkpoints")
                        .endClaimRef()
                        .withPersistentVolumeReclaimPolicy("Retain")
                        .endSpec()
                        .build())
                .create();
        admin.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("checkpoints")
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName("")
                        .withAccessModes("ReadWriteMany")
                        .withVolumeName("checkpoints-" + namespace)
                        .withNewResources()
                        .withRequests(size)
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    /** As kubectl sends it: what the YAML leaves out is the schema's to fill. */
    private void apply(String yaml) {
        admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .createOr(op -> op.update());
    }

    /** A job of two variants: two hosts of four chips, or one of eight. */
    void create(String name) {
        create(name, 10);
    }

    void create(String name, int maxRestarts) {
        apply("""
                apiVersion: regauge.dev/v1alpha1
                kind: TrainingJob
                metadata: {name: %s, namespace: %s}
                spec:
                  queue: %s
                  program: {entrypoint: "regauge_programs.transformer:program", config: {layers: 2, tag: %s}}
                  steps: 100
                  globalBatch: 32
                  selection: Ordered
                  variants:
                  - {name: cpu-2x4, profile: cpu, hosts: 2, chipsPerHost: 4, mesh: [{axis: data, size: 8}]}
                  - {name: cpu-8, profile: cpu, hosts: 1, chipsPerHost: 8, mesh: [{axis: data, size: 8}]}
                  checkpoint: {store: {claim: checkpoints}, interval: {steps: 20}}
                  recovery: {maxRestarts: %d}
                """.formatted(name, namespace, namespace, name, maxRestarts));
    }

    TrainingJob job(String name) {
        return admin.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    void delete(String name) {
        admin.resources(TrainingJob.class).inNamespace(namespace).withName(name).delete();
    }

    void suspend(String name, boolean held) {
        admin.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"suspend\": " + held + "}}");
    }

    void pin(String name, String variant) {
        admin.resources(TrainingJob.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"pinVariant\": \"" + variant + "\"}}");
    }

    /** No job is left, nothing of it runs, and the engine knows that. */
    void giveBack() {
        admin.resources(TrainingJob.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(job -> suspend(job.getMetadata().getName(), true));
        until("every job to be held back or over", this::nothingHeld);
        // A job says that it is held back a pass before the engine hears that its chips are free; of a deleted one it
        // hears up to two seconds later.
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        deleteAll();
        until("no worker pod left", this::nothingRuns);
    }

    private boolean nothingHeld() {
        Set<String> quiet = Set.of("Suspended", "Succeeded", "Failed", "Invalid");
        return admin.resources(TrainingJob.class).inNamespace(namespace).list().getItems().stream()
                .allMatch(job -> job.getStatus() != null
                        && job.getStatus().status() != null
                        && quiet.contains(job.getStatus().status()));
    }

    /** An attempt such as a deleted job of the same name leaves behind for a while. */
    void leaveAttempt(String job, long epoch, String uid, String node) {
        apply("""
                apiVersion: regauge.dev/v1alpha1
                kind: TrainingAttempt
                metadata: {name: %s-%d, namespace: %s}
                spec:
                  job: {name: %s, uid: %s}
                  epoch: %d
                  term: 1
                  variant: cpu-8
                  profile: cpu
                  pool: cpu-8
                  chipsPerHost: 8
                  members: [{node: %s, podEpoch: %d, podIndex: 0}]
                  executable: {name: x, requestKey: %s, executableKey: %s, digest: "sha256:%s"}
                  restore: {mode: Newest}
                  steps: 1
                  image: %s
                  templateHash: x
                  placementReason: left over
                """.formatted(
                        job,
                        epoch,
                        namespace,
                        job,
                        uid,
                        epoch,
                        node,
                        epoch,
                        "a".repeat(64),
                        "b".repeat(64),
                        "c".repeat(64),
                        IMAGE));
    }

    void removeAttempt(String job, long epoch) {
        admin.resources(TrainingAttempt.class)
                .inNamespace(namespace)
                .withName(job + "-" + epoch)
                .delete();
    }

    /** As the queue of this namespace shows itself; null before the first time. */
    @Nullable
    JobQueueStatus queue() {
        return admin.resources(JobQueue.class).withName(namespace).get().getStatus();
    }

    /** US dollars in a period that does not end while a test runs; null = no budget. */
    void budget(@Nullable String usd) {
        String budget = usd == null ? "null" : "{\"usd\": \"" + usd + "\", \"periodSeconds\": 31622400}";
        admin.resources(JobQueue.class)
                .withName(namespace)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"budget\": " + budget + "}}");
    }

    /** US dollars for a chip of the pool and an hour. */
    void price(String pool, String usd) {
        admin.resources(AcceleratorPool.class)
                .withName(pool)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"usdPerChipHour\": \"" + usd + "\"}}");
    }

    /** What an earlier leader left in the queue's status. */
    void leaveAverageUse(String usdPerHour, Instant at) {
        admin.resources(JobQueue.class)
                .withName(namespace)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"averageUse\": {\"usdPerHour\": \"" + usdPerHour + "\", \"time\": \"" + at
                                + "\"}}}");
    }

    void deleteAll() {
        admin.resources(TrainingJob.class).inNamespace(namespace).delete();
    }

    /** How many pods may be made in the namespace from now on. */
    void podsAllowed(int most) {
        apply("""
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: pods, namespace: %s}
                spec: {hard: {pods: "%d"}}
                """.formatted(namespace, most));
    }

    void forceDelete(String pod) {
        admin.pods().inNamespace(namespace).withName(pod).withGracePeriod(0).delete();
    }

    boolean nothingRuns() {
        return admin.pods().inNamespace(namespace).list().getItems().isEmpty();
    }

    Optional<TrainingAttempt> attempt(String job, long epoch) {
        return Optional.ofNullable(admin.resources(TrainingAttempt.class)
                .inNamespace(namespace)
                .withName(job + "-" + epoch)
                .get());
    }

    List<TrainingAttempt> attempts(String job) {
        return admin.resources(TrainingAttempt.class).inNamespace(namespace).list().getItems().stream()
                .filter(a -> a.getSpec().job().name().equals(job))
                .toList();
    }

    Pod pod(String name) {
        return admin.pods().inNamespace(namespace).withName(name).get();
    }

    List<Pod> pods(String job) {
        return admin.pods()
                .inNamespace(namespace)
                .withLabel("regauge.dev/job", job)
                .list()
                .getItems();
    }

    List<Executable> executables(String job) {
        return admin.resources(Executable.class).inNamespace(namespace).list().getItems().stream()
                .filter(e -> e.getSpec().config() != null
                        && job.equals(e.getSpec().config().path("tag").asText()))
                .toList();
    }

    /** Plays the compile service: every executable of the job becomes ready. */
    void compile(String job) {
        until("two executables of " + job, () -> executables(job).size() == 2);
        executables(job).forEach(executable -> {
            String key = executable.getMetadata().getName().repeat(2);
            executable.setStatus(new ExecutableStatus(
                    1L,
                    ExecutablePhase.Ready,
                    "CompiledReady",
                    "",
                    key,
                    "e".repeat(64),
                    "sha256:" + "d".repeat(64),
                    1L,
                    1,
                    null,
                    "Compiled",
                    null,
                    null,
                    Instant.now().toString(),
                    0,
                    List.of()));
            admin.resource(executable).updateStatus();
        });
    }

    boolean condition(String job, String type, String status) {
        TrainingJob seen = job(job);
        return seen.getStatus() != null
                && seen.getStatus().conditions().stream()
                        .anyMatch(c -> c.getType().equals(type) && c.getStatus().equals(status));
    }

    static void until(String what, Supplier<Boolean> holds) {
        until(what, Duration.ofSeconds(60), holds);
    }

    static void until(String what, Duration atMost, Supplier<Boolean> holds) {
        Instant end = Instant.now().plus(atMost);
        while (!holds.get()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited " + atMost.toSeconds() + " s for: " + what + "\n"
                        + ControlPlane.shared().asItStands());
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
