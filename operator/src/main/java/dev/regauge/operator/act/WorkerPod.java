package dev.regauge.operator.act;

import dev.regauge.crds.v1alpha1.PodOverlay;
import dev.regauge.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pod of one slot: restricted, pinned to its host as a DaemonSet's pod is, with the job's checkpoints and a token for the gateway. Pure. */
final class WorkerPod {
    static final long USER = 65532;
    static final String CHECKPOINTS = "/checkpoints";
    static final String CACHE = "/var/cache/regauge";
    /** Of this class, because only a class may say that a pod never preempts. */
    private static final String PRIORITY_CLASS = "regauge-worker";

    private static final String TOKEN_FOLDER = "/var/run/regauge";
    private static final long TOKEN_SECONDS = 3600;
    private static final long GRACE_SECONDS = 10;

    private WorkerPod() {}

    static Pod of(PodOrder order) {
        PodTemplate template = order.template();
        String node = order.slot().node();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(order.job().namespace())
                .withName(order.slot().podName(order.job().name()))
                .withLabels(labels(order))
                .withAnnotations(annotations(order))
                .withFinalizers(Labels.CHIPS)
                .withOwnerReferences(order.owner())
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withPriorityClassName(PRIORITY_CLASS)
                .withHostNetwork(template.overlay()
                        .map(PodOverlay::hostNetwork)
                        .filter(on -> on)
                        .orElse(null))
                .withRuntimeClassName(
                        template.overlay().map(PodOverlay::runtimeClassName).orElse(null))
                .withImagePullSecrets(template.pullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues(node)
                .endMatchField()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .withTolerations(tolerations(template.pool()))
                .withVolumes(volumes(template))
                .withContainers(container(order))
                .endSpec()
                .build();
    }

    private static Map<String, String> labels(PodOrder order) {
        Map<String, String> labels = new HashMap<>(order.template().labels());
        labels.put(Labels.ROLE, Labels.WORKER);
        labels.put(Labels.JOB, order.job().name());
        labels.put(Labels.JOB_UID, order.job().uid());
        labels.put(Labels.POD_EPOCH, Long.toString(order.slot().podEpoch()));
        labels.put(Labels.POD_INDEX, Integer.toString(order.slot().podIndex()));
        labels.put(Labels.TEMPLATE_HASH, order.template().hash());
        return labels;
    }

    private static Map<String, String> annotations(PodOrder order) {
        Map<String, String> annotations = new HashMap<>(
                order.template().overlay().map(PodOverlay::annotations).orElse(Map.of()));
        annotations.put(Labels.NODE, order.slot().node());
        annotations.put(Labels.BOOT_ID, order.bootId());
        return annotations;
    }

    /** Without the last two Kubernetes would evict after 300 s what no lease of ours may kill. */
    private static List<Toleration> tolerations(String pool) {
        return List.of(
                new TolerationBuilder()
                        .withKey(Labels.POOL)
                        .withOperator("Equal")
                        .withValue(pool)
                        .withEffect("NoSchedule")
                        .build(),
                new TolerationBuilder()
                        .withKey("node.kubernetes.io/not-ready")
                        .withOperator("Exists")
                        .withEffect("NoExecute")
                        .build(),
                new TolerationBuilder()
                        .withKey("node.kubernetes.io/unreachable")
                        .withOperator("Exists")
                        .withEffect("NoExecute")
                        .build());
    }

    private static List<Volume> volumes(PodTemplate template) {
        List<Volume> volumes = new ArrayList<>(template.volumes());
        volumes.add(new VolumeBuilder()
                .withName("regauge-tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("regauge-cache")
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("regauge-checkpoints")
                .withNewPersistentVolumeClaim()
                .withClaimName(template.claim())
                .endPersistentVolumeClaim()
                .build());
        volumes.add(new VolumeBuilder()
                .withName("regauge-token")
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withAudience("regauge-gateway")
                .withExpirationSeconds(TOKEN_SECONDS)
                .withPath("token")
                .endServiceAccountToken()
                .endSource()
                .endProjected()
                .build());
        template.overlay()
                .map(PodOverlay::sharedMemory)
                .ifPresent(size -> volumes.add(new VolumeBuilder()
                        .withName("regauge-shm")
                        .withNewEmptyDir()
                        .withMedium("Memory")
                        .withSizeLimit(new Quantity(size))
                        .endEmptyDir()
                        .build()));
        return volumes;
    }

    private static List<VolumeMount> mounts(PodTemplate template) {
        List<VolumeMount> mounts = new ArrayList<>(template.volumeMounts());
        mounts.add(mount("regauge-tmp", "/tmp"));
        mounts.add(mount("regauge-cache", CACHE));
        mounts.add(mount("regauge-checkpoints", CHECKPOINTS));
        mounts.add(new VolumeMountBuilder()
                .withName("regauge-token")
                .withMountPath(TOKEN_FOLDER)
                .withReadOnly(true)
                .build());
        if (template.overlay().map(PodOverlay::sharedMemory).isPresent()) {
            mounts.add(mount("regauge-shm", "/dev/shm"));
        }
        return mounts;
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    private static Container container(PodOrder order) {
        PodTemplate template = order.template();
        Map<String, Quantity> requests = new HashMap<>();
        requests.put("cpu", new Quantity(template.cpu()));
        template.memory().ifPresent(memory -> requests.put("memory", new Quantity(memory)));
        Map<String, Quantity> limits = new HashMap<>();
        template.memory().ifPresent(memory -> limits.put("memory", new Quantity(memory)));
        Quantity chips = new Quantity(Integer.toString(template.chips()));
        requests.put(template.resource(), chips);
        limits.put(template.resource(), chips);
        Capabilities capabilities = new CapabilitiesBuilder()
                .withDrop("ALL")
                .withAdd(template.overlay().map(PodOverlay::capabilities).orElse(List.of()))
                .build();
        return new ContainerBuilder()
                .withName("worker")
                .withImage(template.image())
                .withImagePullPolicy("IfNotPresent")
                .withCommand("python", "-m", "regauge.agent")
                .withEnv(env(order))
                .withEnvFrom(template.envFrom())
                .withVolumeMounts(mounts(template))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewResources()
                .withRequests(requests)
                .withLimits(limits)
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withCapabilities(capabilities)
                .endSecurityContext()
                .build();
    }

    private static List<EnvVar> env(PodOrder order) {
        PodTemplate template = order.template();
        List<EnvVar> env = new ArrayList<>(template.env());
        env.add(value("REGAUGE_GATEWAY_URL", order.services().gatewayUrl()));
        env.add(value("REGAUGE_COMPILE_URL", order.services().compileUrl()));
        env.add(value("REGAUGE_CA_PEM", order.services().authority()));
        env.add(value("REGAUGE_TOKEN_FILE", TOKEN_FOLDER + "/token"));
        env.add(field("REGAUGE_NAMESPACE", "metadata.namespace"));
        env.add(field("REGAUGE_POD_NAME", "metadata.name"));
        env.add(field("REGAUGE_POD_UID", "metadata.uid"));
        env.add(field("REGAUGE_POD_IP", "status.podIP"));
        env.add(field("REGAUGE_NODE_NAME", "spec.nodeName"));
        env.add(value("REGAUGE_JOB", order.job().name()));
        env.add(value("REGAUGE_JOB_UID", order.job().uid()));
        env.add(value("REGAUGE_PLATFORM", template.platform()));
        env.add(value("REGAUGE_CHIPS", Integer.toString(template.chips())));
        env.add(value("REGAUGE_CACHE_DIR", CACHE));
        return env;
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }
}
