package dev.regauge.compileservice.controller;

import dev.regauge.compileservice.act.CompilePod;
import dev.regauge.compileservice.config.Settings;
import dev.regauge.compileservice.decide.CompileQueue;
import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import dev.regauge.compileservice.decide.Turn;
import dev.regauge.compileservice.observe.Limits;
import dev.regauge.compileservice.observe.PodReading;
import dev.regauge.compileservice.request.Request;
import dev.regauge.compileservice.sign.Tickets;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reconciler's reads and writes at the API server. */
@ApplicationScoped
class Cluster {
    /** Selects every compile pod. */
    static final String COMPILE_PODS = CompilePod.ROLE + "=" + CompilePod.ROLE_COMPILE;

    private static final Duration TICKET_SLACK = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final Tickets tickets;
    private final Settings settings;
    private final CompilePod.Common common;
    private final Limits limits;

    Cluster(KubernetesClient client, Tickets tickets, Settings settings) throws IOException {
        this.client = client;
        this.tickets = tickets;
        this.settings = settings;
        Settings.Compile compile = settings.compile();
        this.common = new CompilePod.Common(
                settings.compileUrl(),
                Files.readString(settings.ca()),
                compile.deadline(),
                compile.memory(),
                compile.scratch());
        this.limits = new Limits(compile.startWithin(), compile.deadline(), compile.memory());
    }

    /** The Executable as it is now; absent if it is gone or another one has its name. */
    Optional<Executable> read(Executable known) {
        return Optional.ofNullable(client.resources(Executable.class)
                        .inNamespace(known.getMetadata().getNamespace())
                        .withName(known.getMetadata().getName())
                        .get())
                .filter(e -> e.getMetadata().getUid().equals(known.getMetadata().getUid()));
    }

    /** What the try's pod says now. */
    TryState readTry(Executable executable, int attempt, Instant now) {
        Pod pod = pod(executable, attempt);
        if (pod == null || !CompilePods.isOf(pod, executable)) {
            return new TryState.Absent();
        }
        String name = pod.getSpec().getNodeName();
        Node node = name == null || CompilePods.over(pod)
                ? null
                : client.nodes().withName(name).get();
        return PodReading.read(pod, node, limits, now);
    }

    /** Whether this Executable may start a pod now. Whoever is first by the cache counts the pods that there really are. */
    Turn turn(Executable executable, IndexedResourceCache<Executable> cache) {
        Map<String, Executable> known = new HashMap<>();
        cache.list().forEach(e -> known.put(e.getMetadata().getUid(), e));
        known.put(executable.getMetadata().getUid(), executable);
        Turn cached = turn(executable, known, busy(known, List.of()));
        if (cached instanceof Turn.Later) {
            return cached;
        }
        List<Pod> pods = client.pods()
                .inAnyNamespace()
                .withLabelSelector(COMPILE_PODS)
                .list()
                .getItems();
        return turn(executable, known, busy(known, pods));
    }

    private Turn turn(Executable executable, Map<String, Executable> known, Map<String, CompileQueue.Busy> busy) {
        List<CompileQueue.Waiting> waiting = new ArrayList<>();
        for (Executable e : known.values()) {
            String uid = e.getMetadata().getUid();
            boolean me = uid.equals(executable.getMetadata().getUid());
            if (me || (ExecutableReconciler.phase(e) == ExecutablePhase.Pending && !busy.containsKey(uid))) {
                waiting.add(new CompileQueue.Waiting(
                        uid,
                        e.getMetadata().getNamespace(),
                        requestKey(e),
                        e.getSpec().priority(),
                        Instant.parse(e.getMetadata().getCreationTimestamp()),
                        Outcome.PodRefused.name()
                                .equals(ExecutableReconciler.status(e).outcome())));
            }
        }
        return CompileQueue.turn(
                executable.getMetadata().getUid(),
                waiting,
                busy.values(),
                settings.compile().atOnce());
    }

    private static Map<String, CompileQueue.Busy> busy(Map<String, Executable> known, List<Pod> pods) {
        Map<String, CompileQueue.Busy> busy = new HashMap<>();
        for (Executable e : known.values()) {
            if (ExecutableReconciler.phase(e) == ExecutablePhase.Compiling) {
                busy.put(
                        e.getMetadata().getUid(),
                        new CompileQueue.Busy(
                                e.getMetadata().getUid(), e.getMetadata().getNamespace(), requestKey(e)));
            }
        }
        for (Pod pod : pods) {
            String uid = CompilePods.label(pod, CompilePod.EXECUTABLE_UID);
            Executable owner = known.get(uid);
            // A pod of a later try than the cache knows was created a moment ago.
            boolean counts = owner == null
                    ? pod.getMetadata().getDeletionTimestamp() == null
                    : CompilePods.attempt(pod)
                            > ExecutableReconciler.status(owner).attempt();
            if (counts && !CompilePods.over(pod)) {
                busy.put(
                        uid,
                        new CompileQueue.Busy(
                                uid, pod.getMetadata().getNamespace(), owner == null ? null : requestKey(owner)));
            }
        }
        return busy;
    }

    private static @org.jspecify.annotations.Nullable String requestKey(Executable executable) {
        String recorded = ExecutableReconciler.status(executable).requestKey();
        if (recorded != null) {
            return recorded;
        }
        return Request.of(executable.getSpec()) instanceof Request.Valid valid
                ? valid.key().hex()
                : null;
    }

    /** Writes the status if it differs and nobody wrote the object meanwhile. */
    Executable write(Executable executable, ExecutableStatus status) {
        if (status.equals(executable.getStatus())) {
            return executable;
        }
        Executable copy = client.getKubernetesSerialization().clone(executable);
        copy.setStatus(status);
        return client.resource(copy).lockResourceVersion().updateStatus();
    }

    /** Creates the pod of the recorded try; answers what keeps it from being there, if something does. */
    Optional<String> create(Executable executable, Request.Valid request, Instant now) {
        int attempt = ExecutableReconciler.status(executable).attempt();
        Instant expires = now.plus(limits.startWithin()).plus(limits.deadline()).plus(TICKET_SLACK);
        String ticket = tickets.issue(new Tickets.Ticket(
                executable.getMetadata().getNamespace(),
                executable.getMetadata().getName(),
                executable.getMetadata().getUid(),
                attempt,
                expires));
        Pod pod = CompilePod.of(executable, attempt, request.json(), ticket, common);
        try {
            client.resource(pod).create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 409 -> foreign(executable, attempt);
                // Quota, admission or an image name that the API server does not take: the owner of the namespace can
                // change that.
                case 400, 403, 422 -> Optional.of("the API server refuses the compile pod: " + reason(e));
                default -> throw e;
            };
        }
    }

    private static String reason(KubernetesClientException e) {
        return e.getStatus() == null
                ? String.valueOf(e.getMessage())
                : String.valueOf(e.getStatus().getMessage());
    }

    private Optional<String> foreign(Executable executable, int attempt) {
        Pod pod = pod(executable, attempt);
        return pod == null || CompilePods.isOf(pod, executable)
                ? Optional.empty()
                : Optional.of(
                        "waiting until the pod " + pod.getMetadata().getName() + " of another Executable is gone");
    }

    /** The name of a try's pod. */
    String podName(Executable executable, int attempt) {
        return CompilePod.name(executable.getMetadata().getName(), attempt);
    }

    /** Deletes the pods whose outcome is in status. One whose bundle is stored may still end by itself. */
    void tidy(Executable executable, List<Pod> pods) {
        ExecutableStatus status = ExecutableReconciler.status(executable);
        ExecutablePhase phase = ExecutableReconciler.phase(executable);
        for (Pod pod : pods) {
            boolean recorded = phase != ExecutablePhase.Compiling || CompilePods.attempt(pod) < status.attempt();
            boolean ending = phase == ExecutablePhase.Ready && !CompilePods.over(pod);
            if (recorded && !ending && pod.getMetadata().getDeletionTimestamp() == null) {
                client.resource(pod).lockResourceVersion().delete();
            }
        }
    }

    private @org.jspecify.annotations.Nullable Pod pod(Executable executable, int attempt) {
        return client.pods()
                .inNamespace(executable.getMetadata().getNamespace())
                .withName(podName(executable, attempt))
                .get();
    }
}
