package dev.regauge.operator.observe;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.HardwareProfile;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.scheduler.identity.JobRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The informers. What they give may be old, and is never changed in place; whatever decides an epoch or a placement is read again from the API
 * server.
 */
@ApplicationScoped
public class Cluster {
    private static final String BY_JOB = "by-job";

    private final SharedIndexInformer<TrainingAttempt> attempts;
    private final SharedIndexInformer<Executable> executables;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Node> nodes;
    private final SharedIndexInformer<AcceleratorPool> pools;
    private final SharedIndexInformer<HardwareProfile> profiles;
    private final SharedIndexInformer<JobQueue> queues;

    Cluster(KubernetesClient client, Changes changes) {
        attempts = client.resources(TrainingAttempt.class).inAnyNamespace().runnableInformer(0);
        attempts.addIndexers(
                Map.of(BY_JOB, attempt -> List.of(attempt.getSpec().job().uid())));
        executables = client.resources(Executable.class).inAnyNamespace().runnableInformer(0);
        pods = client.pods()
                .inAnyNamespace()
                .withLabel(Labels.ROLE, Labels.WORKER)
                .runnableInformer(0);
        pods.addIndexers(Map.of(BY_JOB, pod -> List.of(label(pod, Labels.JOB_UID))));
        nodes = client.nodes().withLabel(Labels.POOL).runnableInformer(0);
        pools = client.resources(AcceleratorPool.class).runnableInformer(0);
        profiles = client.resources(HardwareProfile.class).runnableInformer(0);
        queues = client.resources(JobQueue.class).runnableInformer(0);
        attempts.addEventHandler(
                changes.ofJobs(attempt -> attempt.getSpec().job().name()));
        pods.addEventHandler(changes.ofPods(pod -> label(pod, Labels.JOB)));
        executables.addEventHandler(changes.ofNamespaces());
        nodes.addEventHandler(changes.ofNodes());
        pools.addEventHandler(changes.ofFleet());
        profiles.addEventHandler(changes.ofFleet());
        queues.addEventHandler(changes.ofFleet());
        all().forEach(informer -> informer.start().toCompletableFuture().join());
    }

    @PreDestroy
    void close() {
        all().forEach(SharedIndexInformer::stop);
    }

    private Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        return Stream.of(profiles, pools, queues, nodes, executables, attempts, pods);
    }

    /** Kinds of which there is no first list yet, or no open watch now. */
    public List<String> unwatched() {
        return all().filter(informer -> !informer.hasSynced() || !informer.isWatching())
                .map(informer -> informer.getApiTypeClass().getSimpleName())
                .toList();
    }

    /** Oldest epoch first. */
    public List<TrainingAttempt> attempts(String jobUid) {
        return attempts.getIndexer().byIndex(BY_JOB, jobUid).stream()
                .sorted(Comparator.comparing(attempt -> attempt.getSpec().epoch()))
                .toList();
    }

    public List<TrainingAttempt> attempts() {
        return attempts.getStore().list();
    }

    public Optional<TrainingAttempt> attempt(String namespace, String name) {
        return Optional.ofNullable(attempts.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    public List<Pod> pods(String jobUid) {
        return pods.getIndexer().byIndex(BY_JOB, jobUid);
    }

    public List<Pod> pods() {
        return pods.getStore().list();
    }

    public Optional<Pod> pod(String namespace, String name) {
        return Optional.ofNullable(pods.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    public Optional<Executable> executable(String namespace, String name) {
        return Optional.ofNullable(executables.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    public List<Executable> executables() {
        return executables.getStore().list();
    }

    public List<NodeView> nodes() {
        return nodes.getStore().list().stream().map(NodeView::of).toList();
    }

    public Optional<NodeView> node(String name) {
        return Optional.ofNullable(nodes.getStore().getByKey(name)).map(NodeView::of);
    }

    public List<AcceleratorPool> pools() {
        return pools.getStore().list();
    }

    public Optional<HardwareProfile> profile(String name) {
        return Optional.ofNullable(profiles.getStore().getByKey(name));
    }

    public List<HardwareProfile> profiles() {
        return profiles.getStore().list();
    }

    public List<JobQueue> queues() {
        return queues.getStore().list();
    }

    /** Nodes of a pool by its selector; without one, by the label that names the pool. */
    public List<NodeView> nodesOf(AcceleratorPool pool) {
        Map<String, String> selector = pool.getSpec().nodeSelector().isEmpty()
                ? Map.of(Labels.POOL, pool.getMetadata().getName())
                : pool.getSpec().nodeSelector();
        return nodes().stream()
                .filter(node -> node.labels().entrySet().containsAll(selector.entrySet()))
                .sorted(Comparator.comparing(NodeView::name))
                .toList();
    }

    /** The job that a worker pod belongs to. */
    public static JobRef jobOf(Pod pod) {
        return new JobRef(pod.getMetadata().getNamespace(), label(pod, Labels.JOB), label(pod, Labels.JOB_UID));
    }

    public static String label(HasMetadata object, String key) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? "" : labels.getOrDefault(key, "");
    }
}
